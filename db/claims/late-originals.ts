/** Originals that come back after they were charged or written off. */
import { and, eq, sql } from 'drizzle-orm';
import type { ClaimFacts } from '../../domain/claims/claim-facts.ts';
import { cameAfterAll, takeBack, unreturnedUnits } from '../../domain/claims/unreturned.ts';
import { askForLateItems } from '../exit/late-items.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { lateOriginals, unreturnedOriginals } from '../schema/unreturned-originals.ts';
import { closeTask } from './answer-unreturned.ts';
import { voidCharge } from './charge-approval.ts';
import { claimStore } from './claim-store.ts';

type Change = ProcessChange<ClaimFacts>;

/** Nobody is asked any more about what has come. */
export async function afterReceipt(change: Change): Promise<void> {
  const { tx, facts } = change;
  if (facts.charge !== null) await voidCharge(change, facts.charge);
  if (unreturnedUnits(facts).length === 0) return;
  const after = await claimStore.load(tx, facts);
  // As the return stood: what has just come may have opened it again.
  const back = facts.return && { ...facts.return, lines: after.return?.lines ?? [] };
  const missing = unreturnedUnits({ ...after, return: back });
  if (missing.length === 0) await closeTask(change, 'came back');
}

/**
 * What was said of originals that came and were accepted is taken back, once: a charge as a credit on account, which the
 * customer is told of. The inspection is the decision, nobody has to make another.
 */
export async function takeBackAnswers(change: Change): Promise<void> {
  const facts = await claimStore.load(change.tx, change.facts);
  for (const came of cameAfterAll(facts)) {
    for (const back of takeBack(facts.unreturned, came)) await credit(change, { ...back, lineNo: came.lineNo });
  }
}

type Back = ReturnType<typeof takeBack>[number] & { readonly lineNo: number };

async function credit(change: Change, { lineNo, answerNo, units, amountMinor }: Back): Promise<void> {
  const { tx, facts, now, record } = change;
  const { id: claimId, customerId, currency, orderId: order } = facts;
  // The row's CHECK refuses more units than were answered for, whoever asks.
  await tx
    .update(unreturnedOriginals)
    .set({ takenBack: sql`${unreturnedOriginals.takenBack} + ${units}` })
    .where(and(eq(unreturnedOriginals.claimId, claimId), eq(unreturnedOriginals.no, answerNo)));
  const [row] = await tx
    .insert(lateOriginals)
    .values({
      ...{ claimId, answerNo, units, amountMinor, currency, customerId, at: new Date(now) },
      no: sql`(select coalesce(max(no), 0) + 1 from late_originals where claim_id = ${claimId})`,
    })
    .returning({ no: lateOriginals.no });
  record('claim.original_came_late', { lineNo, units, amountMinor });
  if (amountMinor === 0) return;
  await tellCustomer(tx, {
    ...{ customerId, process: `claim/${claimId}`, step: `original-credited-${row?.no}`, now },
    template: 'claim_original_credited',
    params: { claim: claimId, order, units, amountMinor, currency },
  });
  await askForLateItems(tx, customerId, now);
}
