/** A prospect who becomes a customer. */
import { billTo } from '../harness/seed.ts';
import type { Moves } from './life.ts';

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

/** Becomes a customer by a deal, all of whose onboarding is done but the first order. */
export async function welcomed(
  { must, made, read }: Moves,
  no: number,
): Promise<{ customerId: string; onboarding: string }> {
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
  return { customerId: (await read(at)).customerId, onboarding };
}
