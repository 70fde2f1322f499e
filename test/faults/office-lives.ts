/** Lives of orders beside which agents work: cases that wait, deals that are quoted, put off or lost, onboardings that end and that do not. */
import type { Scenario } from '../harness/scenario.ts';
import { billTo } from '../harness/seed.ts';
import { shown, upToProposal } from '../sales/evidence.ts';
import { caseMoves } from './case-moves.ts';
import { goesWell, type Life, type Moves, sold } from './life.ts';
import { somebodyNew } from './somebody-new.ts';
import { welcomed } from './welcomed.ts';

/** Still to come when the request is answered at last: nobody is frozen for longer. */
const soon = (): string => new Date(Date.now() + 25_000).toISOString();

export function officeLives(moves: Moves, scenario: Scenario) {
  const { must, made, becomes, approve, deliver, leaves, tells } = moves;
  const { somebody, somebodyMailed, somebodyElse } = somebodyNew(made);
  const { ask, move, taken } = caseMoves(moves);

  const deal = async (customerId: string): Promise<string> => {
    const amount = { amount: 500_000, currency: 'CAD' };
    const body = { customerId, title: 'Lamps', amount, owner: 'odile', calendar: 'always' };
    return (await made('agent', '/v1/opportunities', body)).id;
  };

  /** The onboarding of each who was welcomed. */
  const welcomes = new Map<string, string>();
  const somebodyWelcomed = async (no: number): Promise<string> => {
    const { customerId, onboarding } = await welcomed(moves, no);
    welcomes.set(customerId, onboarding);
    return customerId;
  };

  return {
    'won, welcomed, and asked how it goes': {
      customer: somebodyWelcomed,
      live: async (id, { customerId }) => {
        await deliver(id, 1);
        const at = `/v1/onboardings/${welcomes.get(customerId)}`;
        await becomes(at, { status: 'completed', checkIns: [{}, {}, { outcome: 'told' }] });
      },
      gone: 1,
      books: [sold(1150)],
    },
    'won, and welcomed no further': {
      customer: somebodyWelcomed,
      live: async (id, { customerId }) => {
        const at = `/v1/onboardings/${welcomes.get(customerId)}`;
        await must('supervisor', `${at}/cancel`, { reason: 'they start next year' });
        await deliver(id, 1);
        await becomes(at, { status: 'cancelled' });
      },
      gone: 1,
      books: [sold(1150)],
    },
    'known twice': {
      customer: somebody,
      live: async (id, { customerId }) => {
        const into = await somebodyElse(customerId);
        await must('supervisor', `/v1/customers/${into}/merge`, { absorb: customerId, reason: 'the same person' });
        await deliver(id, 1);
        await becomes(`/v1/customers/${customerId}`, { mergedInto: into });
      },
      gone: 1,
      books: [sold(1150)],
    },
    'asked about, and never answered': {
      customer: somebody,
      live: async (id, { customerId }) => {
        const caseId = await ask(customerId, { orderId: id });
        await taken(caseId);
        await move(caseId, 'waiting_customer');
        await deliver(id, 1);
        await becomes(`/v1/cases/${caseId}`, { status: 'closed' });
        await must('back_office', `/v1/cases/${caseId}/satisfaction`, { score: 9 });
        tells(
          `case/${caseId}`,
          'case_received',
          'case_reminder',
          'case_reminder',
          'case_unanswered',
          'case_satisfaction',
        );
      },
      gone: 1,
      books: [sold(1150)],
    },
    'asked about twice': {
      customer: somebody,
      live: async (id, { customerId }) => {
        const [one, other] = [await ask(customerId, { orderId: id }), await ask(customerId)];
        await taken(other);
        await must('agent', `/v1/cases/${one}/merge`, { into: other });
        await deliver(id, 1);
        await move(other, 'resolved');
        await move(other, 'in_progress');
        await move(other, 'resolved');
        await becomes(`/v1/cases/${one}`, { status: 'merged' });
        await becomes(`/v1/cases/${other}`, { status: 'closed' });
        tells(`case/${one}`, 'case_received');
        tells(`case/${other}`, 'case_received', 'case_resolved', 'case_resolved', 'case_satisfaction');
      },
      gone: 1,
      books: [sold(1150)],
    },
    'quoted above what one may give': {
      customer: somebody,
      live: async (id, { customerId }) => {
        const dealId = await deal(customerId);
        const sku = await scenario.product(`QUOTE-${customerId}`, { MTL: 1 }, 2_000_000);
        const at = `/v1/opportunities/${dealId}`;
        await must('agent', `${at}/advance`, { to: 'proposal', evidence: shown(...upToProposal) });
        const quote = { lines: [{ sku, quantity: 1 }], shipTo: billTo, discountBps: 5000 };
        const { quote: no, digest } = await must('agent', `${at}/quotes`, quote);
        const yes = { decision: 'approve', reason: 'a good customer', digest };
        await must('supervisor', `/v1/approvals/${dealId}-A1/decision`, yes);
        const payment = { method: 'card', token: 'pm_card_visa' };
        const { order } = await must('agent', `${at}/quotes/${no}/accept`, { payment });
        await must('agent', `${at}/close`, { outcome: 'won', reason: 'accepted', evidence: shown('quote_accepted') });
        await deliver(id, 1);
        await approve(order);
        await deliver(order, 1);
        await becomes(at, { status: 'won' });
        tells(`order/${order}`, ...goesWell);
        leaves(order, sold(1_149_750));
      },
      gone: 1,
      books: [sold(1150)],
    },
    'a deal put off, taken up and lost': {
      customer: somebody,
      live: async (id, { customerId }) => {
        const at = `/v1/opportunities/${await deal(customerId)}`;
        await must('agent', `${at}/advance`, { to: 'contacted', evidence: shown('contact_made') });
        await must('agent', `${at}/snooze`, { until: soon(), reason: 'on holiday' });
        await becomes(at, { snoozedUntil: null });
        await must('agent', `${at}/close`, { outcome: 'recycled', reason: 'next budget', until: soon() });
        await deliver(id, 1);
        await becomes(at, { status: 'new' });
        await must('agent', `${at}/close`, { outcome: 'lost', reason: 'another supplier' });
        await becomes(at, { status: 'lost' });
      },
      gone: 1,
      books: [sold(1150)],
    },
    'touched, and replied': {
      customer: somebodyMailed,
      live: async (id, { customerId }) => {
        const { id: run } = await made('agent', '/v1/cadences/slow/enrolments', { customerId, owner: 'Marie' });
        await becomes(`/v1/enrolments/${run}`, { nextStep: 1 });
        await made('agent', `/v1/customers/${customerId}/interactions`, { kind: 'reply' });
        await deliver(id, 1);
        await becomes(`/v1/enrolments/${run}`, { status: 'stopped' });
        tells(`enrolment/${run}`, 'cadence_intro');
      },
      gone: 1,
      books: [sold(1150)],
    },
  } satisfies Record<string, Life>;
}
