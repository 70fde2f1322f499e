/** A claim goes on by the table versions that were in force when it was submitted, whatever is activated afterwards. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tableVersion } from '../../db/decisions/tables.ts';
import type { ClaimTableId } from '../../domain/claims/claim-tables.ts';
import { type Decision, evaluateTable, type Inputs } from '../../domain/decisions/evaluate-table.ts';
import { startApi } from '../harness/api.ts';
import { createTestApi, type TestApi } from '../harness/api-client.ts';
import { type DrivenOrders, deliveredOrder, startDrivenOrders } from '../harness/driven-orders.ts';
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

async function openClaim(orderId: string): Promise<string> {
  const body = { orderId, kind: 'damaged', lines: [{ lineNo: 1, units: 1 }], evidence: [] };
  return (await done(api.post('back_office', '/v1/claims', body))).id;
}

const stateOf = async (id: string) => (await api.get('agent', `/v1/claims/${id}`)).body;

type RuleOf = { readonly when?: Record<string, string>; readonly gives: object };

/** A version of these rules, named r1, r2, … from the top, in force at once. */
async function activateRules(tableId: ClaimTableId, given: readonly RuleOf[]): Promise<void> {
  const newest = (await api.get('supervisor', `/v1/decision-tables/${tableId}`)).body.versions[0];
  const { hitPolicy, inputs, outputs } = newest;
  const path = `/v1/decision-tables/${tableId}/versions`;
  const rules = given.map(({ when = {}, gives }, index) => ({
    ...{ id: `r${index + 1}`, when, gives },
    text: { en: `Rule ${index + 1}.`, fr: `Règle ${index + 1}.` },
  }));
  const { version } = await done(api.post('supervisor', path, { hitPolicy, inputs, outputs, rules }));
  await done(api.post('supervisor', `${path}/${version}/activate`, {}));
}

/** A version that gives everybody the same, in force at once. */
const activate = (tableId: ClaimTableId, gives: object): Promise<void> => activateRules(tableId, [{ gives }]);

it('decides an old claim again, to the letter, on its frozen versions after newer ones were activated', async () => {
  const orderId = await deliveredOrder(shop);
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

it('takes the first rule, the highest ranked and the sum of all, as each table’s hit policy says', async () => {
  await activate('claim-evidence', { needs: '' });
  await activateRules('claim-outcome', [
    { when: { kind: '"service"' }, gives: { outcome: 'repair' } },
    { gives: { outcome: 'credit' } },
    { gives: { outcome: 'refund_only' } },
  ]);
  const levels = ['none', 'agent', 'supervisor'];
  await activateRules(
    'claim-approval',
    levels.map((level) => ({ gives: { level } })),
  );
  await activateRules('claim-risk', [
    { gives: { points: 20 } },
    { when: { valueMinor: '< 0' }, gives: { points: 500 } },
    { gives: { points: 30 } },
  ]);
  const id = await openClaim(await deliveredOrder(shop));
  const [line] = (await stateOf(id)).lines;
  const winners = (table: ClaimTableId) =>
    line.rules.filter((one: { table: string }) => one.table === table).map((one: { rule: string }) => one.rule);
  // FIRST: the first that matches, though another matches too.
  expect(winners('claim-outcome')).toEqual(['r2']);
  // PRIORITY: the highest in the ranking of the outputs, though it stands last.
  expect(winners('claim-approval')).toEqual(['r3']);
  // COLLECT sum: all that match; 50 points ask for a person.
  expect(winners('claim-risk')).toEqual(['r1', 'r3']);
  expect(line.verdict).toEqual({ kind: 'review', proposed: 'credit', why: ['risk', 'above_limit'] });
  const kept = await evaluationsOf(id);
  const said = (table: ClaimTableId) => kept.find((one) => one.table_id === table)?.decision.outputs;
  expect([said('claim-outcome'), said('claim-approval'), said('claim-risk')]).toEqual([
    { outcome: 'credit' },
    { level: 'supervisor' },
    { points: 50 },
  ]);
});

it('leaves to a person what a rule would have repaired, though it was put away before it was decided', async () => {
  await activate('claim-evidence', { needs: 'photo' });
  await activate('claim-outcome', { outcome: 'repair' });
  await activate('claim-approval', { level: 'none' });
  await activate('claim-risk', { points: 0 });
  const orderId = await deliveredOrder(shop);
  const ids = [await openClaim(orderId), await openClaim(orderId)] as const;
  const [here, away] = ids;
  const found = { lineNo: 1, units: 1, accepted: true };
  for (const id of ids) {
    await done(api.post('warehouse', `/v1/returns/${id}-RET/receipts`, { units: [{ sku: 'LAMP', units: 1 }] }));
    const disposition = id === away ? 'restock' : 'quarantine';
    await done(api.post('warehouse', `/v1/returns/${id}-RET/inspections`, { lines: [{ ...found, disposition }] }));
    const photo = { evidence: [{ kind: 'photo', reference: 'file://1.jpg' }] };
    await done(api.post('agent', `/v1/claims/${id}/evidence`, photo));
  }
  const [line] = (await stateOf(away)).lines;
  expect(line).toMatchObject({ verdict: { kind: 'review', proposed: null, why: ['put_away'] }, granted: null });
  expect(line.reasons[0].fr).toMatch(/en stock ou au rebut/);
  expect((await stateOf(here)).lines[0]).toMatchObject({ granted: 1, outcome: 'repair' });
});

it('refuses a UNIQUE table two of whose rules match the same, and names them', async () => {
  const text = { en: 'A rule.', fr: 'Une règle.' };
  const table = (second: string) => ({
    hitPolicy: 'UNIQUE',
    inputs: [{ name: 'daysSinceDelivery', type: 'number' }],
    outputs: [{ name: 'needs' }],
    rules: [
      { id: 'young', text, when: { daysSinceDelivery: '< 10' }, gives: { needs: '' } },
      { id: 'old', text, when: { daysSinceDelivery: second }, gives: { needs: 'photo' } },
    ],
  });
  const propose = (second: string, id = 'claim-evidence') =>
    api.post('supervisor', `/v1/decision-tables/${id}/versions`, table(second));
  expect(await propose('>= 5')).toMatchObject({
    status: 422,
    body: {
      code: 'table_not_sound',
      detail: expect.stringMatching(/rules young and old both match .*"daysSinceDelivery":/),
    },
  });
  expect(await propose('>= 10')).toMatchObject({ status: 201, body: { hitPolicy: 'UNIQUE' } });
  // A name that the engine never asks would be a table that decides nothing.
  const mistyped = await propose('>= 10', 'claim-evidense');
  expect(mistyped).toMatchObject({ status: 404, body: { code: 'unknown_table' } });
  expect(mistyped.body.detail).toBe(
    'There is no decision table claim-evidense. It is one of claim-coverage, claim-evidence, claim-risk, claim-outcome, claim-approval, exit-offer: send it to that one.',
  );
  expect((await api.get('supervisor', '/v1/decision-tables/claim-evidense')).status).toBe(404);
});
