import { inPages } from '../../db/audit/pages.ts';
import { changeBesideProcess } from '../../db/orders/change-order.ts';
import { applyRefundReport, tellClaimOfRefund } from '../../db/payments/apply-report.ts';
import { type RefundToAskAbout, refundsToAskAbout } from '../../db/payments/refunds-to-ask-about.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { eachInTurn } from './each-in-turn.ts';

type Deps = Pick<ActivityDeps, 'database' | 'payments' | 'nudge'>;

const refundsPerPage = 100;

/** Asks the payment provider about refunds that it has not ended yet, or whose money may come back: covers webhooks that never came. */
export async function pollRefunds(deps: Deps): Promise<{ polled: number }> {
  const open = inPages((after) => refundsToAskAbout(deps.database, { after, limit: refundsPerPage }));
  return { polled: await eachInTurn(open, (refund) => poll(deps, refund)) };
}

/** No answer is no harm: the next round asks again. */
async function poll({ database, payments, nudge }: Deps, refund: RefundToAskAbout): Promise<void> {
  const { id, orderId, paymentRef } = refund;
  const answer = await payments.findRefund(paymentRef, id);
  if (answer.kind !== 'done' || answer.refund === null || answer.refund.state === refund.state) return;
  const report = { refundId: id, ...answer.refund, failureCode: null };
  const options = { orderId, now: Date.now(), actor: 'stripe' };
  const moved = await inTransaction(database, async (tx) => {
    // The claim's row is locked before the order's.
    await tellClaimOfRefund(tx, id);
    return changeBesideProcess(tx, options, (change) => applyRefundReport(change, report));
  });
  if (moved) await nudge(orderId);
}
