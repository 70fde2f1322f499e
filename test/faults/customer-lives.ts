/** Lives of orders in which their customers' own processes take part: a case, a cadence, an onboarding after a won deal, a merge, an exit. */
import { ok, openDesk } from '../assistance/support-desk.ts';
import { billTo } from '../harness/seed.ts';
import { openWelcomeDesk } from '../onboarding/welcome-desk.ts';
import type { Engine } from './engine.ts';
import { type Life, type Moves, sold } from './life.ts';
import { somebodyNew } from './somebody-new.ts';

/** What who leaves is told, to the end. */
const farewell = ['requested', 'offer', 'notice', 'settled', 'documents', 'confirmed'].map((step) => `exit_${step}`);
const show = (criterion: string) => ({ criterion, reference: 'notes of the call' });
/** What a task that asks for evidence is given. */
const brought = { note: 'noted', file: 'addresses.csv', date: '2026-02-10' };

/** Stages of a deal, with what has to be shown before each is left. */
const stages = [
  { to: 'contacted', shown: ['contact_made'] },
  { to: 'qualified', shown: ['need_confirmed', 'decision_maker_known'] },
  { to: 'proposal', shown: ['budget_confirmed', 'timeline_confirmed'] },
  { to: 'negotiation', shown: ['quote_sent'] },
];

/** The calendars and people without whom nobody is asked or welcomed. */
export async function openDesks({ api }: Pick<Engine, 'api'>): Promise<void> {
  await openDesk(api);
  await openWelcomeDesk({ api });
  const step = (channel: string, template: string) => ({ delayMinutes: 0, channel, template });
  const steps = [step('email', 'cadence_intro'), step('phone', 'cadence_follow_up'), step('email', 'cadence_last')];
  await ok(api.put('supervisor', '/v1/cadences/three', { name: 'Three touches', calendar: 'always', steps }));
}

export function customerLives({ must, made, read, becomes, deliver, labelled, tells }: Moves) {
  const { somebody, somebodyElse } = somebodyNew(made);

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
      customer: async (no) => {
        const lead = { source: 'fair', externalId: `lead-${no}`, name: 'Louise Gagnon', company: `Hôtel ${no}` };
        const told = { ...lead, email: `louise-${no}@hotel.example`, country: 'CA', locale: 'fr' };
        const { id: leadId } = await made('back_office', '/v1/leads', told);
        const deal = { title: 'Lamps', amount: { amount: 7998, currency: 'CAD' }, calendar: 'office' };
        const { id: dealId } = await made('agent', `/v1/leads/${leadId}/convert`, deal);
        const at = `/v1/opportunities/${dealId}`;
        for (const { to, shown } of stages) await must('agent', `${at}/advance`, { to, evidence: shown.map(show) });
        const won = { outcome: 'won', reason: 'Good lamps', evidence: [show('quote_accepted')], billTo };
        const { onboarding } = await must('agent', `${at}/close`, won);
        for (;;) {
          const { tasks } = await read(`/v1/onboardings/${onboarding}`);
          const ready = tasks.find(({ state }: { state: string }) => state === 'ready');
          if (!ready) break;
          const evidence = brought[ready.evidence as keyof typeof brought];
          await must('agent', `/v1/onboardings/${onboarding}/tasks/${ready.id}/complete`, evidence ? { evidence } : {});
        }
        return (await read(at)).customerId;
      },
      live: async (id, { customerId }) => {
        await deliver(id, 1);
        await becomes(`/v1/customers/${customerId}`, { lifecycle: 'active' });
      },
      gone: 1,
      books: [sold(1150)],
    },
    'touched meanwhile': {
      customer: async (no) => {
        const customerId = await somebody(no);
        const yes = { channel: 'email', given: true, source: 'form' };
        await made('agent', `/v1/customers/${customerId}/consents`, yes);
        return customerId;
      },
      live: async (id, { customerId }) => {
        const { id: run } = await made('agent', '/v1/cadences/three/enrolments', { customerId, owner: 'Marie' });
        await deliver(id, 1);
        await becomes(`/v1/enrolments/${run}`, { status: 'finished', nextStep: 3 });
        tells(`enrolment/${run}`, 'cadence_intro', 'cadence_last');
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
    'left and forgotten': {
      customer: somebody,
      live: async (id, { customerId }) => {
        // A new order of who is leaving is held.
        await labelled(id);
        const leaving = { customerId, reason: 'quality', openOrders: 'deliver' };
        const { id: exitId } = await made('back_office', '/v1/exits', leaving);
        const at = `/v1/exits/${exitId}`;
        await must('agent', `${at}/offer`, { answer: 'refuse' });
        await deliver(id, 1);
        await becomes(at, { status: 'exporting', waiting: { for: 'confirmation' } });
        await must('agent', `${at}/confirm`, {});
        await becomes(at, { status: 'erased' });
        tells(`exit/${exitId}`, ...farewell);
      },
      gone: 1,
      books: [sold(1150)],
    },
  } satisfies Record<string, Life>;
}
