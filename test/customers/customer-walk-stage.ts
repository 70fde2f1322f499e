/** The customers of one walk in a world, as what happens to customers wants them. */
import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import type { Role } from '../../domain/access/roles.ts';
import { errorCodes } from '../../domain/errors/error-codes.ts';
import { openDesk } from '../assistance/support-desk.ts';
import type { Answer } from '../harness/api-client.ts';
import type { Random } from '../harness/random.ts';
import { addProduct, billTo, putStock } from '../harness/seed.ts';
import { orderBody, type World } from '../harness/world.ts';
import { done, meetProspect, openWelcomeDesk, publish } from '../onboarding/welcome-desk.ts';
import type { Lives } from './happening.ts';
import type { ProcessRow } from './many-lives.ts';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export type WalkStage = Lives & {
  readonly ask: (as: Role, method: Method, path: string, body?: object) => Promise<Answer>;
  readonly leads: string[];
  readonly orders: { readonly id: string }[];
};

export type Move = (stage: WalkStage, random: Random) => Promise<unknown>;

/** What is read first by who changes it: a change names the version that it was decided on. */
function versionedBy(method: Method, path: string): string | null {
  if (method === 'PATCH') return /^.*?(?=\/contacts\/)/.test(path) ? null : path;
  return /^(.*)\/amendments(\/\d+\/confirm)?$/.exec(path)?.[1] ?? null;
}

/** Calendars, people, cadences, goods: what all walks of a world share. Resolves with the template of its onboardings. */
export async function openShop({ api, database }: World): Promise<string> {
  await openDesk(api);
  await openWelcomeDesk({ api });
  const email = (template: string, delayMinutes: number) => ({ delayMinutes, channel: 'email', template });
  const phone = { delayMinutes: 60, channel: 'phone', template: 'cadence_last' };
  const steps = [email('cadence_intro', 0), email('cadence_follow_up', 60), phone];
  for (const id of ['spring', 'autumn'])
    await done(api.put('supervisor', `/v1/cadences/${id}`, { name: id, calendar: 'always', steps }));
  await addProduct(database, 'SHADE', 900);
  for (const sku of ['LAMP', 'SHADE']) await putStock(database, sku, 'MTL', 20_000);
  return publish({ api }, { call: [], data: ['call'] });
}

/** Two prospects, a customer on account who has been one for years, and one who pays by card. */
export async function beginWalk(world: World, template: string, seed: number): Promise<WalkStage> {
  const { api, database } = world;
  const rows = <T extends Record<string, unknown>>(query: ReturnType<typeof sql>) => database.query.execute<T>(query);

  /** Done, or refused with a code of the table and a status that is documented. */
  async function ask(as: Role, method: Method, path: string, body?: object): Promise<Answer> {
    const versioned = versionedBy(method, path);
    const seen = versioned === null ? null : (await api.get(as, versioned)).headers.get('etag');
    const answer = await api.call(method, as, path, body, seen === null ? {} : { headers: { 'if-match': seen } });
    const said = `${method} ${path} ${JSON.stringify(body)}: ${answer.status} ${JSON.stringify(answer.body)}`;
    if (process.env.WALK_TRACE) console.log(said.slice(0, 300));
    // Who is to become one with themselves, or claims in somebody else's case, is not understood.
    const known = [200, 201, 202, 403, 404, 409, 412, ...(/(merge|claims)$/.test(path) ? [422] : [])];
    expect(known, said).toContain(answer.status);
    if (answer.status >= 400) expect(Object.keys(errorCodes), said).toContain(answer.body.code);
    return answer;
  }

  const customerIds = [await meetProspect(world), await meetProspect(world, { locale: 'en' })];
  for (const limit of [null, { amount: 100_000_000, currency: 'CAD' }]) {
    const who = { name: `Walker ${seed}`, email: `walker-${seed}@example.com`, locale: 'fr', billTo };
    customerIds.push((await ask('back_office', 'POST', '/v1/customers', { ...who, creditLimit: limit })).body.id);
  }
  const old = customerIds.at(-1);
  await rows(sql`update customers set created_at = now() - interval '3 years' where id = ${old}`);
  for (const id of customerIds.slice(1)) {
    const consent = { channel: 'email', given: true, source: 'form' };
    await ask('agent', 'POST', `/v1/customers/${id}/consents`, consent);
  }

  const orders: { id: string }[] = [];
  const parcelsOf = (order: string) =>
    rows<{ id: string; state: string }>(sql`select id, state from shipments where order_id = ${order} order by no`);
  const stage: WalkStage = {
    customerIds,
    orders,
    leads: [],
    database,
    template,
    ask,
    post: (path, body, as = 'admin') => ask(as, 'POST', path, body),
    processesOf: (kind) =>
      rows<ProcessRow>(sql`select id, kind, status from processes where kind = ${kind} and customer_id in ${customerIds}
        order by closed_at is not null, opened_at desc, id limit 6`),
    openProcesses: () =>
      rows<ProcessRow>(sql`select id, kind, status from processes where closed_at is null and customer_id in ${customerIds}
        order by wake_at nulls last, opened_at, id`),
    wakeUp: async ({ id }) => {
      await rows(sql`update processes set nudge_at = now() where id = ${id} and closed_at is null`);
    },
    placeOrder: async (customerId) => {
      const onAccount = customerId === old && orders.length % 2 === 0;
      const paying = onAccount ? { payment: { method: 'account' } } : {};
      // An address of their own, or the third order of an hour to one would be held.
      const shipTo = { ...billTo, line1: `${customerId}, rue Sainte-Catherine` };
      const what = { customerId, lines: [{ sku: 'LAMP', quantity: 2 }], shipTo, ...paying };
      const answer = await ask('back_office', 'POST', '/v1/orders', orderBody(what));
      if (answer.status === 202) orders.push({ id: answer.body.id });
      return answer;
    },
    async bringOrder({ id }) {
      await expect.poll(() => world.statusOf(id)).not.toMatch(/received|allocating/);
      for (const { id: parcel } of await parcelsOf(id)) {
        if (!['confirmed', 'fulfilling'].includes((await world.statusOf(id)) ?? '')) return;
        // Some get none: what holds their order back is another move's.
        await world.labelled(parcel, 3000).catch(() => undefined);
        await ask('warehouse', 'POST', `/v1/shipments/${parcel}/hand-over`, {});
        await ask('agent', 'POST', `/v1/shipments/${parcel}/correction`, { status: 'delivered', reason: 'walk' });
      }
    },
    cancelOrder: ({ id }) => ask('back_office', 'POST', `/v1/orders/${id}/cancel`, { reason: 'walk' }),
    lookAtOrder: ({ id }) =>
      rows(sql`update orders set nudge_at = now() where id = ${id} and status not in ('completed', 'cancelled')`),
  };
  for (const id of customerIds.slice(2)) {
    const { status, body } = await stage.placeOrder(id);
    if (status === 202) await stage.bringOrder(body);
  }
  return stage;
}

/** Customers that came of leads, and orders that nobody placed here: of quotes, and those that replace something. */
export async function adopt(stage: WalkStage): Promise<void> {
  const { customerIds, orders, leads, database } = stage;
  if (leads.length > 0) {
    const query = sql`select customer_id as id from leads where id in ${leads} and customer_id is not null order by 1`;
    for (const { id } of await database.query.execute<{ id: string }>(query))
      if (!customerIds.includes(id)) customerIds.push(id);
  }
  const query = sql`select id from orders where customer_id in ${customerIds} order by placed_at, id`;
  for (const { id } of await database.query.execute<{ id: string }>(query))
    if (!orders.some((order) => order.id === id)) orders.push({ id });
}
