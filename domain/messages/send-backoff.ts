const firstMs = 5_000;
const longestMs = 3_600_000;
/** About a day of trying, most of it hourly. */
const mostAttempts = 32;

/** How long to wait after attempt `attempts` (from 1) got no clear answer, in ms; null when it was the last one. */
export function waitAfterAttempt(attempts: number): number | null {
  if (attempts >= mostAttempts) return null;
  return Math.min(longestMs, firstMs * 2 ** (attempts - 1));
}
