/** After the erasure nothing that a customer said or was called is found: in no table, no history, no log. */
import { sql } from 'drizzle-orm';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { workflowIdOf } from '../../cli/history.ts';
import { addProduct, putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { readable } from '../histories/readable.ts';
import { fetchRuns } from '../histories/record.ts';
import { leavingCustomers } from './leaving-customers.ts';
import { liveIt, planted } from './planted-life.ts';

let world: World;
let they: ReturnType<typeof leavingCustomers>;
let customerId: string;
const lines: string[] = [];

beforeAll(async () => {
  world = await startWorld({ time: 'local', policy: 'standard', log: { write: (line) => void lines.push(line) } });
  they = leavingCustomers(world);
  await putStock(world.database, 'LAMP', 'MTL', 50);
  await addProduct(world.database, 'NOWHERE', 1000);
  customerId = await liveIt(world, they);
}, 120_000);
afterAll(() => world.close());

/** Where each string is found in Postgres: every column of every table, of whatever type. */
async function foundInPostgres(strings: readonly string[] = Object.values(planted)): Promise<Map<string, string[]>> {
  const columns = await world.database.query.execute<{ table: string; column: string; type: string }>(sql`
    select format('%I.%I', table_schema, table_name) as table, quote_ident(column_name) as column, data_type as type
    from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`);
  const places = new Map<string, string[]>(strings.map((string) => [string, []]));
  for (const { table, column, type } of columns) {
    const text = type === 'bytea' ? `encode(t.${column}, 'escape')` : `t.${column}::text`;
    const rows = await world.database.query.execute<{ string: string }>(sql`
      select distinct s.string from ${sql.raw(table)} t
      join (select jsonb_array_elements_text(${JSON.stringify(strings)}::jsonb) as string) s
      on position(lower(s.string) in lower(${sql.raw(text)})) > 0`);
    for (const { string } of rows) places.get(string)?.push(`${table}.${column}`);
  }
  return places;
}

const address = { city: 'Kuujjuaq', region: 'QC', postalCode: 'H2X 1K4', country: 'CA' };
const personOnly = [planted.name, planted.email, planted.phone];

it('finds every planted string while the customer is here, so that the search is not blind', async () => {
  expect(Object.keys(planted).length).toBeGreaterThanOrEqual(20);
  const found = await foundInPostgres();
  for (const string of Object.values(planted).filter((one) => one !== planted.exitComment))
    expect(found.get(string), string).not.toEqual([]);
});

it('hands out everything before, and finds nothing afterwards in Postgres, Temporal or the logs', async () => {
  const id = await they.exported(customerId, { comment: planted.exitComment });
  const archive = await they.archive(id, 'access.zip');
  const whole = Object.values(unzipSync(archive))
    .map((file) => Buffer.from(file).toString())
    .join('\n');
  for (const string of [...personOnly, planted.shipStreet, planted.caseBody, planted.claimDescription])
    expect(whole).toContain(string);
  // Of somebody else in the same file nothing is handed out.
  expect(whole).not.toContain('else@example.org');

  await they.say(id, 'confirm');
  await they.erased(id);
  const left = [...(await foundInPostgres())].filter(([, places]) => places.length > 0);
  expect(Object.fromEntries(left)).toEqual({});
  expect(await world.database.query.execute(sql`select 1 from exit_documents`)).toHaveLength(0);
  const histories = await historiesOf();
  expect(histories.length).toBeGreaterThanOrEqual(5);
  for (const { workflowId, text } of histories)
    for (const string of Object.values(planted))
      expect(text.includes(string), `${string} in ${workflowId}`).toBe(false);
  const logged = lines.join('');
  expect(logged.length).toBeGreaterThan(1000);
  for (const string of Object.values(planted)) expect(logged.includes(string), string).toBe(false);
});

/** Every run of every workflow that was about the customer. */
async function historiesOf() {
  const rows = await world.database.query.execute<{ id: string }>(sql`
    select id from processes where customer_id = ${customerId} union all select id from orders where customer_id = ${customerId}`);
  const texts: { workflowId: string; text: string }[] = [];
  for (const { id } of rows) {
    for (const history of await fetchRuns(world.env.client, id))
      texts.push({ workflowId: workflowIdOf(id), text: readable(history) });
  }
  return texts;
}

it('keeps money and tax, by a number without a name', async () => {
  const [order] = await world.database.query.execute(sql`
    select total_minor > 0 as money, tax_minor > 0 as tax, ship_to ->> 'region' as region, ship_to ->> 'name' as name
    from orders where customer_id = ${customerId} and status = 'completed'`);
  expect(order).toEqual({ money: true, tax: true, region: 'QC', name: 'erased' });
  const [captured] = await world.database.query.execute(sql`
    select sum(captured_minor)::int > 0 as some from payments join orders o on o.id = order_id where o.customer_id = ${customerId}`);
  expect(captured).toEqual({ some: true });
  expect(await world.audit()).toEqual([]);
});

it('answers every address of theirs afterwards as the document says, and tells them nothing more', async () => {
  const rows = await world.database.query.execute<{ id: string }>(sql`
    select id from processes where customer_id = ${customerId} union all select id from orders where customer_id = ${customerId}
    union all select ${customerId}`);
  const paths = { CAS: 'cases', CLM: 'claims', EXT: 'exits', OPP: 'opportunities', ORD: 'orders', CUS: 'customers' };
  for (const { id } of rows) {
    const path = paths[id.slice(0, 3) as keyof typeof paths];
    for (const more of path === 'customers' ? [''] : ['', '/events'])
      expect((await world.api.get('agent', `/v1/${path}/${id}${more}`)).status, id).toBe(200);
  }
  const queued = sql`select 1 from messages where customer_id = ${customerId} and state = 'queued'`;
  expect(await world.database.query.execute(queued)).toHaveLength(0);
});

it('keeps no word of what is asked about an order or a lead of theirs afterwards, in both cases refused', async () => {
  const idsOf = async (query: ReturnType<typeof sql>) =>
    (await world.database.query.execute<{ id: string }>(query)).map(({ id }) => id);
  const orders = await idsOf(sql`select id from orders where customer_id = ${customerId}`);
  const leads = await idsOf(sql`
    with recursive hers as (
      select id from leads where customer_id = ${customerId}
      union select l.id from leads l join hers on l.merged_into = hers.id
    ) select id from hers`);
  expect([orders.length, leads.length]).toEqual([2, 4]);
  const words: string[] = [];
  const word = () => {
    words.push(`zephyr ${words.length} of the lighthouse`);
    return words.at(-1) ?? '';
  };
  const shipTo = () => ({ ...address, name: word(), line1: word() });
  const ofOrder = (id: string): [string, object, Record<string, string>?][] => [
    [`/v1/orders/${id}/cancel`, { reason: word() }],
    [`/v1/orders/${id}/holds`, { kind: 'manual', reason: word() }],
    [`/v1/orders/${id}/holds/manual/release`, { reason: word() }],
    [`/v1/orders/${id}/intervention`, { no: 1, resolution: 'retry', reason: word() }],
    [`/v1/orders/${id}/amendments`, { shipTo: shipTo() }, { 'if-match': '"1"' }],
    [`/v1/orders/${id}/registrations`, { lineNo: 1, serial: word() }],
    [`/v1/shipments/${id}-S1/correction`, { status: 'delivered', reason: word() }],
    [`/v1/shipments/${id}-S1/short-pick`, { missing: [{ lineNo: 1, quantity: 1 }], reason: word() }],
  ];
  const ofLead = (id: string): [string, object][] => [
    [`/v1/leads/${id}/merge`, { absorb: word() }],
    [`/v1/leads/${id}/unmerge`, {}],
    [`/v1/leads/${id}/convert`, { title: word(), amount: { amount: 100, currency: 'CAD' } }],
  ];
  for (const [path, body, headers = {}] of [...orders.flatMap(ofOrder), ...leads.flatMap(ofLead)]) {
    const { status, body: said } = await world.api.post('admin', path, body, { headers });
    expect(status, `${path} ${JSON.stringify(said)}`).toBeGreaterThanOrEqual(400);
    expect(status, `${path} ${JSON.stringify(said)}`).toBeLessThan(500);
  }
  const left = [...(await foundInPostgres(words))].filter(([, places]) => places.length > 0);
  expect(Object.fromEntries(left)).toEqual({});
});

it('lets nobody rewrite what happened, but an erasure that is due', async () => {
  const rewrite = sql`update events set data = '{}' where aggregate = 'order'`;
  const appendOnly = { cause: { message: expect.stringContaining('append-only') } };
  await expect(world.database.query.execute(rewrite)).rejects.toMatchObject(appendOnly);
  await expect(world.database.query.execute(sql`delete from events where seq = 1`)).rejects.toMatchObject(appendOnly);
  // One that is over opens it no more.
  const again = sql`with s as materialized (select set_config('parcours.erasing_exit', (select id from exits limit 1), true))
    update events set data = '{}' from s where seq = 1`;
  await expect(world.database.query.execute(again)).rejects.toMatchObject(appendOnly);
});
