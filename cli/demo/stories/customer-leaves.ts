import { z } from 'zod';
import { standing } from '../followed.ts';
import { orderNow } from '../followed-order.ts';
import type { Story, StoryContext } from '../story.ts';
import { comesTrue, endedAs, mustHold } from '../story-checks.ts';

const exitNow = z.looseObject({
  ...standing,
  offer: z.looseObject({ kind: z.string(), state: z.string() }).nullable(),
  waitsFor: z.array(z.string()),
  settlement: z.looseObject({ balances: z.array(z.looseObject({ currency: z.string(), net: z.number() })) }).nullable(),
  documents: z.array(z.looseObject({ name: z.string(), path: z.string() })),
});

const tasksNow = z.looseObject({
  data: z.array(z.looseObject({ id: z.string(), evidenceWanted: z.string().nullable() })),
});

/** Everything that the customer is called and says; looked for in the end. */
const planted = {
  name: 'Nora Quillfeather',
  email: 'nora@quillfeather.example',
  phone: '+15145550188',
  street: '9 Marmalade Lane',
  comment: 'The parrot eats every lamp',
} as const;

export const customerLeaves: Story = {
  name: 'customer-leaves',
  title: 'A customer leaves, and is forgotten',
  expect: 'offer refused, the open order settled, the data handed out, then every trace of the person gone',
  play: async (context) => {
    const { api, timeline } = context;
    const customerId = await createNora(context);
    timeline.act('the shop', `places an order: 2 LAMP for ${planted.name} in Montréal, on account`);
    const order = await context.open({
      ...{ as: 'back_office', path: '/v1/orders', shape: orderNow },
      body: {
        ...{ customerId, currency: 'CAD', lines: [{ sku: 'LAMP', quantity: 2 }], payment: { method: 'account' } },
        shipTo: address,
      },
    });
    await order.sees('shipment.labelled');

    timeline.act('the customer', `wants to leave: “${planted.comment}”`);
    const exit = await context.open({
      ...{ as: 'back_office', path: '/v1/exits', shape: exitNow },
      body: { customerId, reason: 'quality', comment: planted.comment, openOrders: 'deliver' },
    });
    await exit.sees('exit.offer_made');
    timeline.act('the customer', 'refuses the offer');
    await api.must('agent', `POST /v1/exits/${exit.id}/offer`, { body: { answer: 'refuse' } });
    await exit.sees('exit.settling');
    const now = await exit.read();
    mustHold(context, `it is not settled before order ${order.id} has ended`, now.waitsFor.includes(order.id));
    await context.handOver(order, 1);
    await order.sees('order.completed');
    await exit.sees('exit.was_settled');
    const owed = (await exit.read()).settlement?.balances.find(({ currency }) => currency === 'CAD')?.net;
    mustHold(context, 'the two lamps with their tax are what is left to pay, to the cent', owed === 9196);

    await exit.sees('exit.documents_made');
    const documents = (await exit.read()).documents.map(({ name }) => name);
    mustHold(context, `handed out: ${documents.join(', ')}`, documents.length === 4);
    const { waiting } = await exit.read();
    mustHold(context, `nobody leaves before it is paid: ${waiting?.message.en}`, waiting?.for === 'balance');
    timeline.act('an agent', 'sees the transfer on the bank statement');
    const { data } = tasksNow.parse(await api.get('agent', `/v1/tasks?process=${exit.id}`));
    for (const { id, evidenceWanted } of data) {
      const body = { outcome: 'paid', ...(evidenceWanted && { evidence: 'TRF-2026-0042' }) };
      await api.must('agent', `POST /v1/tasks/${id}/completion`, { body });
    }
    timeline.act('the customer', 'has the statement and the data, and confirms');
    await api.must('agent', `POST /v1/exits/${exit.id}/confirm`, { body: {} });
    await exit.sees('exit.erased');
    await comesTrue(context, 'the planted strings are found in nothing that the API tells any more', async () => {
      const told = JSON.stringify(await everythingTold(context, { customerId, orderId: order.id, exitId: exit.id }));
      return Object.values(planted).every((string) => !told.includes(string));
    });
    timeline.note('The audit at the end looks into every column of the database for what is left of them.');
    return endedAs(exit, 'erased', 'settled to the cent, handed out, nothing personal left');
  },
};

const address = {
  ...{ name: planted.name, line1: planted.street, city: 'Montréal', region: 'QC' },
  ...{ postalCode: 'H2X 3J6', country: 'CA' },
};

/** A customer of this run alone: who is erased does not come back. */
async function createNora({ api }: StoryContext): Promise<string> {
  const { name, email, phone } = planted;
  const creditLimit = { amount: 100_000, currency: 'CAD' };
  const body = { name, email, phone, locale: 'en', billTo: address, creditLimit };
  const created = await api.must('back_office', 'POST /v1/customers', { body });
  return z.looseObject({ id: z.string() }).parse(created).id;
}

function everythingTold(
  { api }: StoryContext,
  { customerId, orderId, exitId }: { customerId: string; orderId: string; exitId: string },
): Promise<unknown[]> {
  const places = [`customers/${customerId}`, `orders/${orderId}`, `exits/${exitId}`];
  return Promise.all(
    places.flatMap((place) => [
      api.get('agent', `/v1/${place}`),
      ...(place.startsWith('customers') ? [] : [api.get('agent', `/v1/${place}/events?limit=200`)]),
    ]),
  );
}
