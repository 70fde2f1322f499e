import { changeBesideProcess } from '../../db/orders/change-order.ts';
import { claimPolls, type DuePoll } from '../../db/shipping/claim-polls.ts';
import { recordScans } from '../../db/shipping/record-scans.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { eachInTurn } from './each-in-turn.ts';

const parcelsPerRound = 100;

/** Asks the carrier about parcels it has not mentioned for a while: covers webhooks that never came. */
export async function pollTracking(
  deps: Pick<ActivityDeps, 'database' | 'carrier' | 'nudge'>,
): Promise<{ polled: number }> {
  const due = await claimPolls(deps.database, parcelsPerRound);
  return { polled: await eachInTurn(due, (parcel) => poll(deps, parcel)) };
}

/** No answer is no harm: the next round asks again. */
async function poll(
  { database, carrier, nudge }: Pick<ActivityDeps, 'database' | 'carrier' | 'nudge'>,
  parcel: DuePoll,
) {
  const answer = await carrier.track(parcel.trackingCode);
  if (answer.kind !== 'done') return;
  const options = { orderId: parcel.orderId, now: Date.now(), actor: 'easypost' };
  const moved = await inTransaction(database, (tx) =>
    changeBesideProcess(tx, options, (change) => recordScans(change, parcel.shipmentId, answer.scans)),
  );
  if (moved) await nudge(parcel.orderId);
}
