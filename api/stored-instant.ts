import { z } from 'zod';

/**
 * A timestamptz as PostgreSQL writes it in UTC, for cursors: a `Date` would lose the microseconds and with them rows.
 * Whatever else somebody puts into a cursor is refused before the database sees it.
 */
export const storedInstant = z
  .string()
  .regex(/^(?!0000)\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/)
  .refine(isOnCalendar);

/** JavaScript reads 30 February as 2 March, which PostgreSQL refuses. */
function isOnCalendar(text: string): boolean {
  const instant = new Date(text.replace(' ', 'T').replace('+00', 'Z'));
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text.slice(0, 10));
}
