/** Lives of orders in which their customers' own processes take part: claims, cases, an onboarding after a won deal, an exit. */
import { expect } from 'vitest';
import { openDesk } from '../assistance/support-desk.ts';
import type { Scenario } from '../harness/scenario.ts';
import { billTo } from '../harness/seed.ts';
import { openWelcomeDesk } from '../onboarding/welcome-desk.ts';
import type { Engine } from './engine.ts';
import { type Life, type Moves, nothing, patient, sold } from './life.ts';

const photo = { kind: 'photo', reference: 'file://1.jpg' };
const show = (criterion: string) => ({ criterion, reference: 'notes of the call' });
/** What a task that asks for evidence is given. */
const brought = { note: 'noted', file: 'addresses.csv', date: '2026-02-10' };
const dear = { priceMinor: 200_000, withTax: 229_950 };

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
}

export function customerLives({ must, made, read, becomes, deliver, labelled, leaves }: Moves, scenario: Scenario) {
  const claim = async (orderId: string, kind: string): Promise<string> => {
    const asked = { orderId, kind, lines: [{ lineNo: 1, units: 1 }], evidence: [photo] };
    return (await made('back_office', '/v1/claims', asked)).id;
  };

  /** What was granted comes back as it went. */
  async function comesBack(claimId: string, sku: string): Promise<void> {
    await becomes(`/v1/claims/${claimId}`, { return: { status: 'authorised' } });
    await must('warehouse', `/v1/returns/${claimId}-RET/receipts`, { units: [{ sku, units: 1 }] });
    const sound = { lineNo: 1, units: 1, accepted: true, disposition: 'restock' };
    await must('warehouse', `/v1/returns/${claimId}-RET/inspections`, { lines: [sound] });
    leaves(claimId, { ...nothing, labels: ['RET sold'] });
  }

  /** Whose first claim it is: further ones of the same customer are looked at by a person. */
  const somebody = async (no: number): Promise<string> => {
    const body = { name: `Wilhelmina Quack ${no}`, email: `w${no}@quack.example`, locale: 'en', billTo };
    return (await made('back_office', '/v1/customers', body)).id;
  };

  const refunded = (orderId: string) =>
    expect.poll(async () => (await scenario.booked(orderId)).refunds, patient).toEqual(['succeeded 1150']);

  return {
    'lost and claimed': {
      customer: somebody,
      live: async (id) => {
        await deliver(id, 1);
        const claimId = await claim(id, 'missing');
        await becomes(`/v1/claims/${claimId}`, { status: 'closed' });
        await refunded(id);
      },
      gone: 1,
      books: [{ ...sold(1150), refunds: ['succeeded 1150'] }],
    },
    'claimed and sent back': {
      customer: somebody,
      live: async (id, { sku }) => {
        await deliver(id, 1);
        const claimId = await claim(id, 'return');
        await comesBack(claimId, sku);
        await becomes(`/v1/claims/${claimId}`, { status: 'closed' });
        await refunded(id);
      },
      gone: 0,
      books: [{ ...sold(1150), refunds: ['succeeded 1150'] }],
    },
    'claimed and replaced': {
      customer: somebody,
      own: { units: 2, quantity: 1, priceMinor: dear.priceMinor },
      live: async (id, { sku }) => {
        await deliver(id, 1);
        const claimId = await claim(id, 'damaged');
        await becomes(`/v1/claims/${claimId}`, { status: 'in_review' });
        const lines = [{ lineNo: 1, granted: 1, outcome: 'replace_now' }];
        await must('admin', `/v1/claims/${claimId}/decision`, { lines, reason: 'seen' });
        await becomes(`/v1/claims/${claimId}`, { replacements: [{ lineNo: 1, units: 1 }] });
        const [{ orderId }] = (await read(`/v1/claims/${claimId}`)).replacements;
        await deliver(orderId, 1);
        await comesBack(claimId, sku);
        await becomes(`/v1/claims/${claimId}`, { status: 'closed' });
        // What replaces something costs nothing.
        leaves(orderId, { ...nothing, labels: ['S1 sold'] });
      },
      gone: 0,
      books: [sold(dear.withTax)],
    },
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
      },
      gone: 1,
      books: [sold(1150)],
    },
  } satisfies Record<string, Life>;
}
