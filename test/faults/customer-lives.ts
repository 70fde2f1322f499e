/** Lives of orders in which their customers' own processes take part: a case, a cadence, an onboarding after a won deal, a merge while all of that is open. */
import { ok, openDesk } from '../assistance/support-desk.ts';
import type { Scenario } from '../harness/scenario.ts';
import { openWelcomeDesk } from '../onboarding/welcome-desk.ts';
import { caseMoves } from './case-moves.ts';
import { claimMoves, dear } from './claim-moves.ts';
import type { Engine } from './engine.ts';
import { goesWell, type Life, type Moves, sold } from './life.ts';
import { somebodyNew } from './somebody-new.ts';
import { welcomed } from './welcomed.ts';

/** The calendars and people without whom nobody is asked or welcomed. */
export async function openDesks({ api }: Pick<Engine, 'api'>): Promise<void> {
  await openDesk(api);
  await openWelcomeDesk({ api });
  const step = (channel: string, template: string) => ({ delayMinutes: 0, channel, template });
  const steps = [step('email', 'cadence_intro'), step('phone', 'cadence_follow_up'), step('email', 'cadence_last')];
  await ok(api.put('supervisor', '/v1/cadences/three', { name: 'Three touches', calendar: 'always', steps }));
  const later = { ...step('email', 'cadence_last'), delayMinutes: 10_000 };
  const slow = { name: 'Slow', calendar: 'always', steps: [step('email', 'cadence_intro'), later] };
  await ok(api.put('supervisor', '/v1/cadences/slow', slow));
  await offerMuch(api);
}

/** Who goes to somebody else is offered more than may be offered without anybody's yes. */
async function offerMuch(api: Engine['api']): Promise<void> {
  const at = '/v1/decision-tables/exit-offer';
  const { hitPolicy, inputs, outputs, rules } = (await api.get('supervisor', at)).body.versions[0];
  const dear = {
    id: 'goes-to-another',
    when: { reason: '"competitor"' },
    gives: { offer: 'credit', valueMinor: 25_000, standsDays: 14 },
    text: { en: 'Who goes to somebody else is offered much.', fr: 'Qui part ailleurs se voit offrir beaucoup.' },
  };
  const table = { hitPolicy, inputs, outputs, rules: [dear, ...rules] };
  const { version } = await ok(api.post('supervisor', `${at}/versions`, table));
  await ok(api.post('admin', `${at}/versions/${version}/activate`, {}));
}

export function customerLives(moves: Moves, scenario: Scenario) {
  const { must, made, becomes, deliver, tells } = moves;
  const { claim, granted, refunded } = claimMoves(moves, scenario);
  const { ask, move, taken } = caseMoves(moves);
  const { somebody, somebodyMailed, somebodyElse } = somebodyNew(made);

  return {
    'asked about': {
      customer: somebody,
      live: async (id, { customerId }) => {
        const asked = { customerId, subject: 'Where is it?', body: 'It has not come.', channel: 'email' };
        const { id: caseId } = await made('back_office', '/v1/cases', { ...asked, orderId: id });
        const at = `/v1/cases/${caseId}`;
        for (const to of ['triaged', 'in_progress']) await must('agent', `${at}/status`, { to });
        await must('agent', `${at}/messages`, { direction: 'outbound', body: 'It is on its way.' });
        await deliver(id, 1);
        await must('agent', `${at}/messages`, { direction: 'inbound', body: 'It came.' });
        await must('agent', `${at}/status`, { to: 'resolved' });
        await becomes(at, { status: 'closed' });
        tells(`case/${caseId}`, 'case_received', 'case_reply', 'case_resolved', 'case_satisfaction');
      },
      gone: 1,
      books: [sold(1150)],
    },
    'won and welcomed': {
      customer: async (no) => (await welcomed(moves, no)).customerId,
      live: async (id, { customerId }) => {
        await deliver(id, 1);
        await becomes(`/v1/customers/${customerId}`, { lifecycle: 'active' });
      },
      gone: 1,
      books: [sold(1150)],
    },
    'touched meanwhile': {
      customer: somebodyMailed,
      live: async (id, { customerId }) => {
        const { id: run } = await made('agent', '/v1/cadences/three/enrolments', { customerId, owner: 'Marie' });
        await deliver(id, 1);
        await becomes(`/v1/enrolments/${run}`, { status: 'finished', nextStep: 3 });
        tells(`enrolment/${run}`, 'cadence_intro', 'cadence_last');
      },
      gone: 1,
      books: [sold(1150)],
    },
    'known twice while much is open': {
      customer: somebodyMailed,
      own: { units: 1, quantity: 1, priceMinor: dear.priceMinor, left: [0, 0] },
      live: async (id, { customerId }) => {
        const { id: run } = await made('agent', '/v1/cadences/slow/enrolments', { customerId, owner: 'Marie' });
        await becomes(`/v1/enrolments/${run}`, { nextStep: 1 });
        await deliver(id, 1);
        const caseId = await ask(customerId, { orderId: id });
        await taken(caseId);
        const claimId = await claim(id, 'damaged', { caseId });
        await becomes(`/v1/claims/${claimId}`, { status: 'in_review' });
        const into = await somebodyElse(customerId);
        await must('supervisor', `/v1/customers/${into}/merge`, { absorb: customerId, reason: 'the same person' });
        await granted(claimId, 'refund_only');
        await move(caseId, 'resolved');
        await must('supervisor', `/v1/customers/${customerId}/unmerge`, {});
        await must('agent', `/v1/enrolments/${run}/stop`, {});
        await refunded(id, dear.withTax);
        for (const at of [`/v1/claims/${claimId}`, `/v1/cases/${caseId}`]) await becomes(at, { status: 'closed' });
        await becomes(`/v1/customers/${customerId}`, { mergedInto: null });
        tells(`enrolment/${run}`, 'cadence_intro');
        tells(`claim/${claimId}`, 'claim_received', 'claim_granted');
        tells(`case/${caseId}`, 'case_received', 'case_resolved', 'case_satisfaction');
      },
      gone: 0,
      told: [[...goesWell, 'refund_issued']],
      books: [{ ...sold(dear.withTax), refunds: [`succeeded ${dear.withTax}`] }],
    },
  } satisfies Record<string, Life>;
}
