/** What onboardings stand on, and the moves that their tests make. */
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { onboardingTemplate } from '../harness/onboarding-template.ts';
import { billTo } from '../harness/seed.ts';
import type { World } from '../harness/world.ts';

const nine = [{ fromMinute: 540, untilMinute: 1020 }];
const week = [nine, nine, nine, nine, nine, [], []];

/** Office hours in Montréal, a manager and an owner. */
export async function openWelcomeDesk({ api }: Pick<World, 'api'>): Promise<void> {
  await done(api.put('supervisor', '/v1/calendars/office', { zone: 'America/Toronto', week }));
  const person = { email: 'x@example.com', team: 'success', languages: ['en', 'fr'], calendar: 'office' };
  await done(api.put('supervisor', '/v1/staff/maud', { ...person, name: 'Maud', role: 'supervisor' }));
  const owner = { ...person, name: 'Odile', role: 'agent', managerId: 'maud' };
  await done(api.put('supervisor', '/v1/staff/odile', owner));
}

export type Answered = Awaited<ReturnType<World['api']['post']>>;

/** What was answered; fails unless it was done. */
export async function done(asked: Promise<Answered>): Promise<Answered['body']> {
  const { status, body } = await asked;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

/** A template as `task: [what it depends on]`; its first version. Resolves with its id. */
export async function publish(
  { api }: Pick<World, 'api'>,
  ...[dependencies, changes]: Parameters<typeof onboardingTemplate>
): Promise<string> {
  const id = `t-${randomUUID().slice(0, 8)}`;
  const { name, tasks } = onboardingTemplate(dependencies, changes);
  const own = tasks.map((task) => ({ ...task, ladder: task.side === 'us' ? undefined : [...task.ladder] }));
  await done(api.post('supervisor', `/v1/onboarding-templates/${id}/versions`, { name, tasks: own }));
  return id;
}

/** Somebody who is nobody's customer yet. */
export async function meetProspect(
  { database }: Pick<World, 'database'>,
  more: { readonly locale?: 'en' | 'fr'; readonly lifecycle?: string } = {},
): Promise<string> {
  const { locale = 'fr', lifecycle = 'prospect' } = more;
  const id = `CUS-${randomUUID().slice(0, 7).toUpperCase()}`;
  await database.query.execute(sql`
    insert into customers (id, name, email, locale, lifecycle, bill_to)
    values (${id}, 'Nora', ${`${id}@example.com`}, ${locale}, ${lifecycle}, ${JSON.stringify(billTo)}::jsonb)`);
  return id;
}

export const createDesk = (world: Pick<World, 'api' | 'database'>) => {
  const { api, database } = world;
  const at = (id: string) => `/v1/onboardings/${id}`;
  const read = async (id: string) => (await api.get('agent', at(id))).body;
  return {
    open: async (body: object): Promise<string> =>
      (await done(api.post('agent', '/v1/onboardings', { owner: 'odile', ...body }))).id,
    read,
    statusOf: async (id: string): Promise<string> => (await read(id)).status,
    states: async (id: string): Promise<Record<string, string>> =>
      Object.fromEntries((await read(id)).tasks.map((task: { id: string; state: string }) => [task.id, task.state])),
    complete: (id: string, task: string, evidence?: string) =>
      api.post('agent', `${at(id)}/tasks/${task}/complete`, evidence === undefined ? {} : { evidence }),
    reopen: (id: string, task: string) => api.post('agent', `${at(id)}/tasks/${task}/reopen`, { reason: 'not so' }),
    cancel: (id: string) => api.post('agent', `${at(id)}/cancel`, { reason: 'they start next year' }),
    events: async (id: string): Promise<string[]> => {
      const rows = await database.query.execute<{ type: string }>(
        sql`select type from events where aggregate_id = ${id} order by seq`,
      );
      return rows.map(({ type }) => type);
    },
    told: async (id: string): Promise<string[]> => {
      const rows = await database.query.execute<{ step: string }>(
        sql`select step from messages where process = ${`onboarding/${id}`} order by created_at, id`,
      );
      return rows.map(({ step }) => step);
    },
    lifecycleOf: async (customerId: string): Promise<string | undefined> => {
      const [row] = await database.query.execute<{ lifecycle: string }>(
        sql`select lifecycle from customers where id = ${customerId}`,
      );
      return row?.lifecycle;
    },
  };
};

/** An order of theirs, brought to the door. */
export async function deliverOrder(world: World, customerId: string): Promise<string> {
  const orderId = await world.place({ customerId, lines: [{ sku: 'LAMP', quantity: 1 }] });
  await world.labelled(`${orderId}-S1`);
  await done(world.api.post('warehouse', `/v1/shipments/${orderId}-S1/hand-over`, {}));
  const seen = { status: 'delivered', reason: 'seen' };
  await done(world.api.post('agent', `/v1/shipments/${orderId}-S1/correction`, seen));
  await world.reaches(orderId, 'delivered');
  return orderId;
}
