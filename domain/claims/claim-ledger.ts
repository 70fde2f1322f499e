/** How many units of an order line may still be claimed, read under the line's row lock. */
import type { ClaimKind } from './claim-states.ts';

export type ClaimLedger = {
  readonly shipped: number;
  readonly delivered: number;
  /** Units of claims that are open or were granted. */
  readonly claimed: number;
  /** Units sent back outside a claim. */
  readonly returned: number;
  readonly returnedToSender: number;
  /** Units refunded outside a claim, without coming back. */
  readonly refunded: number;
};

/** What never arrived is claimed out of what was shipped, everything else out of what was delivered. */
const claimedOutOf = {
  return: 'delivered',
  warranty: 'delivered',
  damaged: 'delivered',
  missing: 'shipped',
  lost_parcel: 'shipped',
  wrong_item: 'delivered',
  service: 'delivered',
} as const satisfies Record<ClaimKind, 'shipped' | 'delivered'>;

export function claimableUnits(ledger: ClaimLedger, kind: ClaimKind): number {
  const { claimed, returned, returnedToSender, refunded } = ledger;
  return Math.max(0, ledger[claimedOutOf[kind]] - claimed - returned - returnedToSender - refunded);
}
