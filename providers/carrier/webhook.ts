import type { Text } from '../../domain/orders/wording.ts';
import type { Scan } from '../../domain/shipping/tracking-fold.ts';

export type CarrierWebhook =
  /** Everything said so far about one parcel; events arrive late, twice and out of order. */
  | { readonly kind: 'tracking'; readonly id: string; readonly trackingCode: string; readonly scans: readonly Scan[] }
  /** Verified, but nothing that we act on: answer 2xx. */
  | { readonly kind: 'ignored'; readonly id: string; readonly type: string }
  /** The signature is missing or wrong: answer 400, store nothing. */
  | { readonly kind: 'forged' }
  /** Signed, but not an event that we can read: answer 400 and log. */
  | { readonly kind: 'malformed'; readonly reason: Text };
