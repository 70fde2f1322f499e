/** What an offer goes by: what a customer spent within a year, net of what was given back, and for how long they have been one. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startWorld, type World } from '../harness/world.ts';
import { leavingCustomers } from './leaving-customers.ts';

let world: World;
let they: ReturnType<typeof leavingCustomers>;
let template: string;

beforeAll(async () => {
  world = await startWorld({ time: 'local', policy: 'standard' });
  they = leavingCustomers(world);
  template = await they.place('CUS-CARD');
});
afterAll(() => world.close());

const rows = (query: ReturnType<typeof sql>) => world.database.query.execute(query);

type Spent = {
  readonly minor: number;
  readonly refunded?: number;
  readonly currency?: string;
  readonly monthsAgo?: number;
};

let count = 0;
/** An order that was paid, and in part given back, so many months ago. */
async function spent(customerId: string, { minor, refunded = 0, currency = 'CAD', monthsAgo = 1 }: Spent) {
  count += 1;
  const id = `ORD-WORTH${String(count).padStart(2, '0')}`;
  await rows(sql`insert into orders (id, customer_id, channel, status, currency, net_minor, tax_minor, total_minor,
      shortage_policy, payment_method, payment_token, ship_to, policy, placed_by, placed_at)
    select ${id}, ${customerId}, 'web', 'completed', ${currency}, ${minor}, 0, ${minor}, 'ask', 'card', 'pm_card_visa', ship_to, policy, 'test',
      now() - make_interval(months => ${monthsAgo}::int) from orders where id = ${template}`);
  await rows(sql`insert into payments (id, order_id, no, shipment_no, method, token, currency, amount_minor, captured_minor, handed_over_minor,
      refunded_minor, state)
    values (${`${id}-P1`}, ${id}, 1, 1, 'card', 'pm_card_visa', ${currency}, ${minor}, ${minor}, ${minor}, ${refunded}, 'captured')`);
}

/** What the table was told. */
async function toldOf(customerId: string) {
  const id = await they.leave(customerId, { reason: 'moving' });
  const [row] = await rows(sql`select inputs from exit_evaluations where exit_id = ${id}`);
  return row?.inputs;
}

it.each<[string, Spent[], { valueBand: string; currency: string }]>([
  ['nothing', [], { valueBand: 'none', currency: 'CAD' }],
  ['what is older than a year', [{ minor: 600_000, monthsAgo: 13 }], { valueBand: 'none', currency: 'CAD' }],
  [
    'what is within the year, and not before',
    [
      { minor: 600_000, monthsAgo: 13 },
      { minor: 60_000, monthsAgo: 11 },
    ],
    { valueBand: 'middle', currency: 'CAD' },
  ],
  ['less what was given back', [{ minor: 60_000, refunded: 20_000 }], { valueBand: 'low', currency: 'CAD' }],
  ['nothing where all was given back', [{ minor: 600, refunded: 600 }], { valueBand: 'none', currency: 'CAD' }],
  [
    'all orders together',
    [
      { minor: 30_000, refunded: 1000 },
      { minor: 30_000, monthsAgo: 2 },
    ],
    { valueBand: 'middle', currency: 'CAD' },
  ],
  [
    'the currency in which they spend most',
    [{ minor: 60_000 }, { minor: 600_000, currency: 'USD' }],
    { valueBand: 'high', currency: 'USD' },
  ],
])('counts %s', async (_title, orders, told) => {
  const customerId = await they.customer();
  for (const order of orders) await spent(customerId, order);
  expect(await toldOf(customerId)).toEqual({ reason: 'moving', tenureMonths: 0, ...told });
});

it('counts for whoever answers what was spent, and since when, by those who were merged into them', async () => {
  const [customerId, absorbed] = [await they.customer(), await they.customer()];
  await rows(sql`update customers set created_at = now() - interval '3 years 2 months 1 day' where id = ${absorbed}`);
  await spent(absorbed, { minor: 60_000 });
  const merge = { absorb: absorbed, reason: 'the same' };
  expect((await world.api.post('supervisor', `/v1/customers/${customerId}/merge`, merge)).status).toBe(200);
  expect(await toldOf(customerId)).toEqual({
    ...{ reason: 'moving', tenureMonths: 38, valueBand: 'middle', currency: 'CAD' },
  });
});
