import type { OrderView } from '../../db/orders/view-order.ts';
import { etag } from '../route.ts';

/**
 * The order's version, and after a dot when its parcels were last heard of: a scan that repeats a status is no event and
 * moves no version, but a reader sees it (`lastScanAt`, `failedAttempts`, until when silence is fine). Whoever changes the
 * order names the version alone: what a carrier says in between makes no preview stale.
 */
export function orderEtag({ facts, details }: OrderView): string {
  const heard = details.shipments.map(({ lastScanAt }) => lastScanAt ?? 0);
  // A sum, not the newest: each scan moves the instant of its own parcel forward, by the clock of whoever took it in.
  const mark = heard.reduce((sum, at) => sum + at, 0);
  return mark === 0 ? etag(facts.version) : etag(facts.version, mark.toString(36));
}
