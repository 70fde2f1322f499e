import { claimStore } from '../../db/claims/claim-store.ts';
import { findReturn, trackReturn } from '../../db/claims/return-label.ts';
import { isSendBack } from '../../db/claims/send-back.ts';
import { type ProviderEvent, scrubEvent, storeEvent } from '../../db/inbox/store-event.ts';
import { changeProcess } from '../../db/processes/change-process.ts';
import { inTransaction } from '../../db/transaction.ts';
import { foldTracking, type Scan } from '../../domain/shipping/tracking-fold.ts';
import type { ApiDeps } from '../deps.ts';

type Said = { readonly trackingCode: string; readonly scans: readonly Scan[] };

/** What the carrier says about goods on their way back to us, once, or back to their customer; false when the code is of neither. */
export async function takeReturnScans(
  { database, processes }: Pick<ApiDeps, 'database' | 'processes'>,
  event: Omit<ProviderEvent, 'subject'>,
  { trackingCode, scans }: Said,
): Promise<boolean> {
  const { status } = foldTracking(scans);
  const found = await inTransaction(database, async (tx) => {
    const subject = await findReturn(tx, trackingCode);
    // Nobody waits for what becomes of one that goes back; a carrier whose words are refused again and again stops telling us any.
    if (subject === null) return (await isSendBack(tx, trackingCode)) ? { claimId: null, nudge: false } : null;
    const stored = { ...event, subject: subject.id };
    const fresh = await storeEvent(tx, stored);
    if (!fresh) return { claimId: subject.claimId, nudge: false };
    const options = { id: subject.claimId, now: Date.now(), actor: event.provider, byWorkflow: false };
    const { nudge } = await changeProcess(tx, claimStore, options, async (change) => {
      if (status !== null) await trackReturn(change, status);
    });
    await scrubEvent(tx, stored, subject.id);
    return { claimId: subject.claimId, nudge };
  });
  if (found?.nudge && found.claimId !== null) void processes.wake({ kind: 'claim', id: found.claimId });
  return found !== null;
}
