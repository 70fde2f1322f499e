import { createHash } from 'node:crypto';
import type { Scan } from '../../domain/shipping/tracking-fold.ts';
import type { TrackingStatus } from '../../domain/shipping/tracking-status.ts';
import type { EasyPostTracker, EasyPostTrackingDetail } from './easypost-shapes.ts';

/** EasyPost's statuses in our words. `unknown` says nothing. */
const byStatus = new Map<string, TrackingStatus>([
  ['pre_transit', 'label_created'],
  ['in_transit', 'in_transit'],
  ['out_for_delivery', 'out_for_delivery'],
  ['available_for_pickup', 'available_for_pickup'],
  ['return_to_sender', 'returning'],
  ['delivered', 'delivered'],
  ['failure', 'exception'],
  ['error', 'exception'],
  ['cancelled', 'cancelled'],
]);

/** Where the detail says more than the status. `delivered` with `return` has come back to the sender's door, not to the customer. */
const byDetail = new Map<string, TrackingStatus>([
  ['failure:delivery_exception', 'attempt_failed'],
  ['failure:lost', 'lost'],
  ['failure:return', 'returning'],
  ['error:lost', 'lost'],
  ['delivered:return', 'returning'],
]);

/** Our word for a status and its detail, null for one that EasyPost has added since or that says nothing. */
export function readStatus(status: string, detail: string | null): TrackingStatus | null {
  const precise = detail === null ? undefined : byDetail.get(`${status}:${detail}`);
  return precise ?? byStatus.get(status) ?? null;
}

/** All statements of a tracker that carry a readable instant, oldest first. */
export function readScans(tracker: EasyPostTracker, correctionCodes: readonly string[]): Scan[] {
  const scans = (tracker.tracking_details ?? []).flatMap((detail) => {
    const at = Date.parse(detail.datetime);
    return isWritable(at) ? [readScan(tracker.tracking_code, detail, { at, correctionCodes })] : [];
  });
  return scans.sort((a, b) => a.occurredAt.localeCompare(b.occurredAt));
}

/** False for no instant at all, and outside the years from 1 to 9999, where RFC 3339 and the database end. */
const isWritable = (at: number): boolean => at >= firstInstant && at <= lastInstant;
const firstInstant = Date.parse('0001-01-01T00:00:00Z');
const lastInstant = Date.parse('9999-12-31T23:59:59Z');

function readScan(
  trackingCode: string,
  detail: EasyPostTrackingDetail,
  read: { at: number; correctionCodes: readonly string[] },
): Scan {
  const statusDetail = detail.status_detail ?? null;
  const occurredAt = new Date(read.at).toISOString();
  const rawCode = statusDetail === null ? detail.status : `${detail.status}:${statusDetail}`;
  const message = detail.message ?? '';
  const correction = read.correctionCodes.includes(detail.carrier_code ?? '');
  // EasyPost gives details no id of their own: the statement itself is one.
  const statement = JSON.stringify([trackingCode, occurredAt, rawCode, message, correction]);
  const id = `easypost-${createHash('sha256').update(statement).digest('hex').slice(0, 32)}`;
  return { id, occurredAt, status: readStatus(detail.status, statusDetail), rawCode, message, correction };
}
