/**
 * Where a parcel is, from everything that was said about it. Any order of arrival and any duplicates give the same answer:
 * statements are sorted by (occurred at, rank, id), and at one instant only the highest rank counts. Any scan may follow
 * any other until the parcel's end (delivered, returned, lost), but `label_created` never moves a scanned parcel back.
 * After the end only a correction counts: it takes effect when it was made and outweighs all that occurred before it.
 */
import { type TrackingStatus, trackingStatuses } from './tracking-status.ts';

/**
 * One statement of the carrier about a parcel. `id` is a pure function of the statement itself, so the same scan has the
 * same id whether it came by webhook or by a poll: store it once by (shipment, id).
 */
export type Scan = {
  readonly id: string;
  /** RFC 3339, UTC. */
  readonly occurredAt: string;
  /** Our word; null: a code that we do not know. It is kept, moves nothing, and a person is told. */
  readonly status: TrackingStatus | null;
  /** The carrier's own words, `status` or `status:detail`. */
  readonly rawCode: string;
  readonly message: string;
  /** The carrier takes back what it said before. */
  readonly correction: boolean;
};

export type Tracking = {
  readonly status: TrackingStatus | null;
  readonly rawCode: string | null;
  /** When the status was reached, RFC 3339. */
  readonly since: string | null;
  readonly failedAttempts: number;
  readonly ended: boolean;
  /** When the carrier last said anything, RFC 3339. */
  readonly lastScanAt: string | null;
};

const ends: readonly (TrackingStatus | null)[] = ['delivered', 'returned', 'lost'];
const rank = (status: TrackingStatus): number => trackingStatuses.indexOf(status);

export const isEnd = (status: TrackingStatus | null): boolean => ends.includes(status);

export function foldTracking(scans: readonly Scan[]): Tracking {
  const unique = [...new Map(scans.map((scan) => [scan.id, scan])).values()];
  const said = unique
    .filter((scan): scan is KnownScan => scan.status !== null && scan.status !== 'cancelled')
    .sort(inOrder);
  let current: KnownScan | null = null;
  let failedAttempts = 0;
  for (const scan of highestOfEachInstant(said)) {
    if (current !== null && isEnd(current.status) && !scan.correction) continue;
    if (current !== null && scan.status === 'label_created') continue;
    if (scan.status === 'attempt_failed') failedAttempts += 1;
    current = scan;
  }
  const last =
    unique
      .map((scan) => scan.occurredAt)
      .sort(byInstant)
      .at(-1) ?? null;
  return {
    status: current?.status ?? null,
    rawCode: current?.rawCode ?? null,
    since: current?.occurredAt ?? null,
    failedAttempts,
    ended: isEnd(current?.status ?? null),
    lastScanAt: last,
  };
}

type KnownScan = Scan & { readonly status: TrackingStatus };

const byInstant = (a: string, b: string): number => Date.parse(a) - Date.parse(b);

function inOrder(a: KnownScan, b: KnownScan): number {
  return byInstant(a.occurredAt, b.occurredAt) || rank(a.status) - rank(b.status) || (a.id < b.id ? -1 : 1);
}

/** At one instant a correction outweighs every plain statement, and among equals the highest rank counts. */
function highestOfEachInstant(sorted: readonly KnownScan[]): KnownScan[] {
  const kept: KnownScan[] = [];
  for (const scan of sorted) {
    const last = kept.at(-1);
    const sameInstant = last !== undefined && byInstant(last.occurredAt, scan.occurredAt) === 0;
    if (!sameInstant) kept.push(scan);
    else if (scan.correction || !last.correction) kept[kept.length - 1] = scan;
  }
  return kept;
}
