import { eq } from 'drizzle-orm';
import { passUnanswered } from '../../db/approvals/pass-unanswered.ts';
import { lockToMove } from '../../db/customers/move-lifecycle.ts';
import { endOffer } from '../../db/exit/answer-offer.ts';
import { cancelOpenOrders } from '../../db/exit/ask-orders.ts';
import { captureReason } from '../../db/exit/capture-reason.ts';
import { confirmExit } from '../../db/exit/confirm-exit.ts';
import { endProcesses, lockRunning } from '../../db/exit/end-business.ts';
import { eraseCustomer } from '../../db/exit/erase-customer.ts';
import { exitStore } from '../../db/exit/exit-store.ts';
import { askForLateItems } from '../../db/exit/late-items.ts';
import { settleExit } from '../../db/exit/settle-exit.ts';
import { startErasure } from '../../db/exit/start-erasure.ts';
import { storeDocuments } from '../../db/exit/store-documents.ts';
import type { ProcessChange } from '../../db/processes/change-process.ts';
import { exits } from '../../db/schema/exit.ts';
import { confirmsItselfAt, type ExitFacts, waitsForIds } from '../../domain/exit/exit.ts';
import type { ExitStatus } from '../../domain/exit/exit-states.ts';
import { defineProcess } from '../processes/process-definition.ts';
import { makeDocuments } from './make-documents.ts';

type Change = ProcessChange<ExitFacts>;

/** An exit by itself: waits run out, what was open is settled, documents are made, and in the end the customer is forgotten. */
export const exit = defineProcess<ExitFacts, ExitStatus>({
  store: exitStore,
  advance: async (change) => {
    const { facts, now } = change;
    switch (facts.status) {
      case 'requested':
        if (facts.openedAt + facts.policy.reasonWithinMs <= now)
          await captureReason(change, { reason: 'not_given', comment: null });
        return;
      case 'retention':
        return passOffer(change);
      case 'notice':
        return endNotice(change);
      case 'settling':
        return lookAgain(change);
      case 'exporting':
        return confirmIfSilent(change);
      case 'retention_hold':
        return startErasure(change);
      default:
        return;
    }
  },
  work: {
    documents: async ({ database }, exitId) => {
      const documents = await makeDocuments(database, exitId, Date.now());
      return (change) => storeDocuments(change, documents);
    },
    /** A work of its own: over many tables it may take longer than a step. */
    erasure: async () => eraseCustomer,
  },
});

/** Nobody has objected in time, and nothing came up on account since it was settled. */
async function confirmIfSilent(change: Change): Promise<void> {
  const { tx, facts, now } = change;
  // First, and the stronger one: it may move their life.
  await lockToMove(tx, facts.customerId);
  if (await askForLateItems(tx, facts.customerId, now)) return change.changed();
  const at = confirmsItselfAt(facts);
  if (at !== null && at <= now) await confirmExit(change);
}

async function passOffer(change: Change): Promise<void> {
  const { facts, now } = change;
  const approval = facts.offer?.approval;
  if (approval) {
    if ((await passUnanswered(change, approval)) === 'expired') await endOffer(change, 'not_approved');
  } else if (facts.offer?.state === 'open' && facts.offer.expiresAt !== null && facts.offer.expiresAt <= now) {
    await endOffer(change, 'expired');
  }
}

/** Deals are lost now, and not before: until here the customer could stay. What began during the notice ends too. */
async function endSales({ tx, facts, now, actor, record }: Change): Promise<void> {
  const running = await lockRunning(tx, facts.customerId, ['opportunity', 'enrolment', 'onboarding']);
  await endProcesses(tx, running, { exitId: facts.id, now, actor });
  if (running.length > 0) record('exit.business_ended', { processes: running.map(({ id }) => id) });
}

/** From the instant after the last day on nothing is taken back. */
async function endNotice(change: Change): Promise<void> {
  const { tx, facts, now, record } = change;
  if (facts.noticeEndsAt === null || facts.noticeEndsAt > now) return;
  await endSales(change);
  if (facts.openOrders === 'cancel') await cancelOpenOrders(change);
  const at = new Date(now);
  await tx.update(exits).set({ settlingSince: at, nextCheckAt: at }).where(eq(exits.id, facts.id));
  record('exit.notice_ended');
}

async function lookAgain(change: Change): Promise<void> {
  const { tx, facts, now } = change;
  if (facts.settledAt !== null || facts.nextCheckAt === null || facts.nextCheckAt > now) return;
  const waitsFor = waitsForIds(facts);
  if (waitsFor.length === 0) return settleExit(change);
  await tx
    .update(exits)
    .set({ nextCheckAt: new Date(now + facts.policy.recheckMs) })
    .where(eq(exits.id, facts.id));
  change.changed();
}
