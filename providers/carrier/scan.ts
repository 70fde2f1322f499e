import type { Text } from '../../domain/orders/wording.ts';
import type { TrackingStatus } from '../../domain/shipping/tracking-status.ts';

/**
 * One statement of the carrier about a parcel. `id` is a pure function of the statement itself, so the same scan has the
 * same id whether it came by webhook or by a poll: store it once by (shipment, id).
 */
export type Scan = {
  readonly id: string;
  /** RFC 3339, UTC. */
  readonly occurredAt: string;
  /** Our word; null when the carrier used a code that we do not know: keep the raw code, change nothing, tell a person. */
  readonly status: TrackingStatus | null;
  /** The carrier's own words, `status` or `status:detail`. */
  readonly rawCode: string;
  readonly message: string;
  /** The carrier takes back what it said before. */
  readonly correction: boolean;
};

export type CarrierWebhook =
  /** Everything said so far about one parcel; events arrive late, twice and out of order. */
  | { readonly kind: 'tracking'; readonly id: string; readonly trackingCode: string; readonly scans: readonly Scan[] }
  /** Verified, but nothing that we act on: answer 2xx. */
  | { readonly kind: 'ignored'; readonly id: string; readonly type: string }
  /** The signature is missing or wrong: answer 400, store nothing. */
  | { readonly kind: 'forged' }
  /** Signed, but not an event that we can read: answer 400 and log. */
  | { readonly kind: 'malformed'; readonly reason: Text };
