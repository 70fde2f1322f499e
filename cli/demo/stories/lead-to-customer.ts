import { z } from 'zod';
import { standing } from '../followed.ts';
import type { Story, StoryContext } from '../story.ts';
import { comesTrue, endedAs, mustHold } from '../story-checks.ts';

const dealNow = z.looseObject({ ...standing, customerId: z.string(), missing: z.array(z.string()) });
const onboardingNow = z.looseObject({
  ...standing,
  tasks: z.array(
    z.looseObject({
      id: z.string(),
      title: z.looseObject({ en: z.string() }),
      promise: z.boolean(),
      state: z.string(),
    }),
  ),
  timeToFirstValueMs: z.number().nullable(),
  activatedBy: z.string().nullable(),
});
const lead = z.looseObject({ id: z.string() });
const closed = z.looseObject({ result: z.looseObject({ onboarding: z.string() }) });
const customerNow = z.looseObject({ lifecycle: z.string() });

const home = { line1: '88, rue Crémazie', city: 'Québec', region: 'QC', postalCode: 'G1R 1C4', country: 'CA' } as const;
const promise = 'Deliveries on Tuesdays only';

const nine = [{ fromMinute: 540, untilMinute: 1020 }];
const officeHours = { zone: 'America/Toronto', week: [nine, nine, nine, nine, nine, [], []] };

/** Each stage with what it shows before it can be left. */
const stages = [
  { to: 'contacted', shown: ['contact_made'], says: 'calls her' },
  {
    to: 'qualified',
    shown: ['need_confirmed', 'decision_maker_known'],
    says: 'learns what she needs, and who decides',
  },
  { to: 'proposal', shown: ['budget_confirmed', 'timeline_confirmed'], says: 'knows her budget and her dates' },
  { to: 'negotiation', shown: ['quote_sent'], says: 'sends a quote' },
] as const;

/** What each task that asks for evidence brings. */
const brought: Readonly<Record<string, string>> = {
  contacts: 'She decides and orders, her accountant pays',
  addresses: 'addresses.csv',
  training: '2026-02-10',
};

export const leadToCustomer: Story = {
  name: 'lead-to-customer',
  title: 'A lead becomes a customer, is onboarded and orders',
  expect: 'won with a promise, which the onboarding keeps; the first delivered order makes her an active customer',
  play: async (context) => {
    const { api, timeline } = context;
    // The same request in every run: it is published once.
    await api.must('supervisor', 'PUT /v1/calendars/demo', { body: officeHours, key: 'demo calendar' });
    timeline.act('the marketing site', 'tells of a lead: Louise Gagnon, who wants lamps for her hotel');
    const externalId = `hotel-${Date.now()}`;
    const email = `louise+${externalId}@hotel.example`;
    const told = { source: 'fair', externalId, name: 'Louise Gagnon', company: 'Hôtel Gagnon', email, country: 'CA' };
    const { id: leadId } = lead.parse(
      await api.must('back_office', 'POST /v1/leads', { body: { ...told, locale: 'fr' } }),
    );
    timeline.act('the seller', 'makes a deal of it');
    const amount = { amount: 7998, currency: 'CAD' };
    const body = { title: 'Lamps for a hotel', amount, calendar: 'demo' };
    const deal = await context.open({
      ...{ as: 'agent', path: `/v1/leads/${leadId}/convert`, place: '/v1/opportunities', body, shape: dealNow },
    });
    const { customerId, missing } = await deal.read();
    mustHold(context, `it may not go on without evidence: ${missing.join(', ')}`, missing.length > 0);
    for (const { to, shown, says } of stages) {
      timeline.act('the seller', says);
      await api.must('agent', `POST /v1/opportunities/${deal.id}/advance`, { body: { to, evidence: shown.map(show) } });
    }
    timeline.act('the seller', `closes the deal, and had to promise: ${promise}`);
    const won = { outcome: 'won', reason: 'Good lamps', promises: [promise], evidence: [show('quote_accepted')] };
    const billTo = { name: 'Hôtel Gagnon', ...home };
    const answer = closed.parse(
      await api.must('agent', `POST /v1/opportunities/${deal.id}/close`, { body: { ...won, billTo } }),
    );
    const id = answer.result.onboarding;
    const { tasks } = onboardingNow.parse(await api.get('agent', `/v1/onboardings/${id}`));
    const titles = new Map(tasks.map((task) => [task.id, task.title.en]));
    const onboarding = context.watch({ path: '/v1/onboardings', id, shape: onboardingNow, titles });
    const kept = tasks.find((task) => task.promise);
    mustHold(context, `the promise is a task: ${kept?.title.en}`, kept?.title.en === promise);
    mustHold(
      context,
      'she is a customer who is being onboarded',
      (await lifecycleOf(context, customerId)) === 'onboarding',
    );

    await doTasks(context, onboarding);
    timeline.note((await onboarding.read()).waiting?.message.en ?? '');
    const lines = [{ sku: 'LAMP', quantity: 2 }];
    const order = await context.place({
      customer: { id: customerId, name: 'Louise Gagnon', address: home },
      lines,
      pay: 'pm_card_visa',
    });
    await order.sees('shipment.labelled');
    await context.handOver(order, 1);
    await order.sees('order.delivered');
    await onboarding.sees('onboarding.completed');
    const { activatedBy, timeToFirstValueMs } = await onboarding.read();
    mustHold(
      context,
      `time to first value: ${Math.round((timeToFirstValueMs ?? 0) / 100) / 10} s`,
      activatedBy === order.id,
    );
    mustHold(context, 'she is an active customer', (await lifecycleOf(context, customerId)) === 'active');
    await comesTrue(context, 'she was told in French, from the welcome to the end', async () => {
      const mails = (await context.vendors.mails(onboarding.id)).map(({ subject }) => subject);
      return (
        mails.some((subject) => subject.startsWith('Bienvenue')) && mails.some((one) => one.startsWith('Tout est prêt'))
      );
    });
    await order.sees('order.completed');
    return endedAs(onboarding, 'completed', 'won, onboarded, first order delivered, active');
  },
};

const show = (criterion: string) => ({ criterion, reference: 'notes of the call' });

async function lifecycleOf({ api }: StoryContext, customerId: string): Promise<string> {
  return customerNow.parse(await api.get('agent', `/v1/customers/${customerId}`)).lifecycle;
}

/** Whatever is ready is done, by whoever has to, until nothing is left. */
async function doTasks(
  { api, timeline }: StoryContext,
  onboarding: { readonly id: string; readonly read: () => Promise<z.infer<typeof onboardingNow>> },
): Promise<void> {
  for (;;) {
    const ready = (await onboarding.read()).tasks.filter(({ state }) => state === 'ready');
    if (ready.length === 0) return;
    for (const { id, title, promise: promised } of ready) {
      timeline.act('somebody', `did: ${title.en}`);
      const evidence = promised ? 'In the carrier’s plan' : brought[id];
      const place = `/v1/onboardings/${onboarding.id}/tasks/${id}/complete`;
      await api.must('agent', `POST ${place}`, { body: evidence === undefined ? {} : { evidence } });
    }
  }
}
