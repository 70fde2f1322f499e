/** A claim goes on by the table versions that were in force when it was submitted, whatever is activated afterwards. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tableVersion } from '../../db/decisions/tables.ts';
import type { ClaimTableId } from '../../domain/claims/claim-tables.ts';
import { type Decision, evaluateTable, type Inputs } from '../../domain/decisions/evaluate-table.ts';
import { startApi } from '../harness/api.ts';
import { createTestApi, type TestApi } from '../harness/api-client.ts';
import { type DrivenOrders, startDrivenOrders } from '../harness/driven-orders.ts';
import { putStock } from '../harness/seed.ts';
import { done } from '../onboarding/welcome-desk.ts';

let shop: DrivenOrders;
let server: Awaited<ReturnType<typeof startApi>>;
let api: TestApi;

beforeAll(async () => {
  shop = await startDrivenOrders();
  server = await startApi({ databaseUrl: shop.databaseUrl });
  api = await createTestApi(server.url, shop.database);
  await putStock(shop.database, 'LAMP', 'MTL', 50);
});
afterAll(async () => {
  await server.close();
  await shop.close();
});

type Evaluation = {
  readonly round: number;
  readonly table_id: ClaimTableId;
  readonly table_version: number;
  readonly inputs: Inputs;
  readonly decision: Decision;
};

const evaluationsOf = (claimId: string) =>
  shop.database.query.execute<Evaluation>(sql`
    select round, table_id, table_version, inputs, decision from claim_evaluations
    where claim_id = ${claimId} order by round, table_id`);

async function deliveredOrder(): Promise<string> {
  const order = await shop.place({ lines: [{ sku: 'LAMP', quantity: 3 }] });
  await order.settle();
  const [shipment] = (await order.facts()).shipments;
  if (!shipment) throw new Error('nothing was shipped');
  await order.command('hand_over', { shipmentId: shipment.id });
  await order.command('correct_tracking', { shipmentId: shipment.id, status: 'delivered', reason: 'seen' });
  await order.settle();
  return order.id;
}

async function openClaim(orderId: string): Promise<string> {
  const body = { orderId, kind: 'damaged', lines: [{ lineNo: 1, units: 1 }], evidence: [] };
  return (await done(api.post('back_office', '/v1/claims', body))).id;
}

const stateOf = async (id: string) => (await api.get('agent', `/v1/claims/${id}`)).body;

/** A version that gives everybody the same, in force at once. */
async function activate(tableId: ClaimTableId, gives: object): Promise<void> {
  const newest = (await api.get('supervisor', `/v1/decision-tables/${tableId}`)).body.versions[0];
  const { hitPolicy, inputs, outputs } = newest;
  const path = `/v1/decision-tables/${tableId}/versions`;
  const rules = [{ id: 'everybody', text: { en: 'Everybody.', fr: 'Tout le monde.' }, when: {}, gives }];
  const { version } = await done(api.post('supervisor', path, { hitPolicy, inputs, outputs, rules }));
  await done(api.post('supervisor', `${path}/${version}/activate`, {}));
}

it('decides an old claim again, to the letter, on its frozen versions after newer ones were activated', async () => {
  const orderId = await deliveredOrder();
  const old = await openClaim(orderId);
  expect(await stateOf(old)).toMatchObject({ status: 'need_info', tables: { 'claim-evidence': 1 } });
  await activate('claim-evidence', { needs: '' });
  await activate('claim-evidence', { needs: 'notarised_letter' });
  await activate('claim-outcome', { outcome: 'repair' });
  await activate('claim-approval', { level: 'admin' });

  // Not what it needs: it is assessed a second time, by the versions of the first.
  const invoice = { evidence: [{ kind: 'invoice', reference: 'file://1.pdf' }] };
  await done(api.post('agent', `/v1/claims/${old}/evidence`, invoice));
  const stored = await evaluationsOf(old);
  const inRound = (no: number) => stored.filter(({ round }) => round === no).map(({ round: _, ...said }) => said);
  expect(inRound(1).length).toBeGreaterThanOrEqual(4);
  expect(inRound(2)).toEqual(inRound(1));
  expect(new Set(stored.map((one) => one.table_version))).toEqual(new Set([1]));
  expect((await stateOf(old)).status).toBe('need_info');

  // And the kept rows alone give the same again.
  for (const { table_id, table_version, inputs, decision } of stored) {
    const table = await tableVersion(shop.database.query, table_id, table_version);
    if (table === null) throw new Error(`${table_id} ${table_version} is gone`);
    expect(evaluateTable(table, inputs)).toEqual(decision);
  }

  const young = await openClaim(orderId);
  const { tables, status } = await stateOf(young);
  expect(status).toBe('need_info');
  expect(tables).toMatchObject({ 'claim-evidence': 3, 'claim-outcome': 2, 'claim-approval': 2 });
  const photo = { evidence: [{ kind: 'photo', reference: 'file://1.jpg' }] };
  for (const id of [old, young]) await done(api.post('agent', `/v1/claims/${id}/evidence`, photo));
  expect((await stateOf(old)).lines[0].verdict).toMatchObject({ kind: 'approve', outcome: 'refund_only' });
  expect((await stateOf(young)).status).toBe('need_info');
});
