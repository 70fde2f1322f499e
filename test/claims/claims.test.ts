import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countHistory } from '../harness/count-history.ts';
import { addProduct, putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld({ time: 'skipping', policy: 'standard' });
  await addProduct(world.database, 'SOFA', 200_000);
  for (const sku of ['LAMP', 'DESK', 'SOFA']) await putStock(world.database, sku, 'MTL', 200);
  const set = await world.api.put('admin', '/v1/approval-limits', {
    limits: [
      { role: 'agent', upTo: { amount: 20_000, currency: 'CAD' } },
      { role: 'supervisor', upTo: { amount: 2_500_000, currency: 'CAD' } },
    ],
  });
  expect(set.status).toBe(200);
});
afterAll(() => world.close());

async function delivered(what: string | readonly object[] = 'LAMP', quantity = 1): Promise<string> {
  const id = await world.place({ lines: typeof what === 'string' ? [{ sku: what, quantity }] : what });
  await world.labelled(`${id}-S1`);
  expect((await world.api.post('warehouse', `/v1/shipments/${id}-S1/hand-over`, {})).status).toBe(200);
  const seen = { status: 'delivered', reason: 'seen' };
  const told = await world.api.post('agent', `/v1/shipments/${id}-S1/correction`, seen);
  expect(told.status, JSON.stringify(told.body)).toBe(200);
  await world.reaches(id, 'delivered');
  return id;
}

const anyText = { en: 'Nothing is asked for.', fr: 'Rien n’est demandé.' };
const photo = { kind: 'photo', reference: 'file://1.jpg' };
const damaged = (orderId: string, units = 1, more: object = {}) => ({
  ...{ orderId, kind: 'damaged', lines: [{ lineNo: 1, units }], evidence: [photo] },
  ...more,
});

async function open(body: object): Promise<string> {
  const answer = await world.api.post('back_office', '/v1/claims', body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.id;
}

const stateOf = async (id: string) => (await world.api.get('agent', `/v1/claims/${id}`)).body;
const becomes = (id: string, status: string) => expect.poll(async () => (await stateOf(id)).status).toBe(status);
const lineOf = async (orderId: string) => {
  const [row] = await world.database.query.execute(
    sql`select shipped, delivered, claimed, refunded from order_lines where order_id = ${orderId} and line_no = 1`,
  );
  return row;
};
const refundsOf = async (orderId: string) =>
  (await world.stripe.book()).refunds.filter(({ reference }) => reference?.startsWith(orderId));
const toldOf = async (id: string) =>
  (
    await world.database.query.execute(
      sql`select template from messages where process = ${`claim/${id}`} order by created_at`,
    )
  ).map(({ template }) => template);
const decide = (as: 'agent' | 'supervisor' | 'admin', id: string, granted: number, outcome: string | null) =>
  world.api.post(as, `/v1/claims/${id}/decision`, { lines: [{ lineNo: 1, granted, outcome }], reason: 'seen' });

it('refunds a small damage by the rules alone, once, and ends', async () => {
  const orderId = await delivered();
  const id = await open(damaged(orderId));
  await becomes(id, 'closed');
  expect(await stateOf(id)).toMatchObject({ decision: 'approved', decidedByRules: true, waiting: null });
  expect(await refundsOf(orderId)).toHaveLength(1);
  expect(await lineOf(orderId)).toMatchObject({ claimed: 1, refunded: 1 });
  const counted = await countHistory(world.env.client, `claim/${id}`);
  console.log('small claim:', counted);
  expect(counted.events).toBeLessThanOrEqual(40);
});

it('pays once what a second person approved, though the provider takes the refund and never answers', async () => {
  const orderId = await delivered('SOFA');
  const id = await open(damaged(orderId));
  expect(await stateOf(id)).toMatchObject({ status: 'in_review', waiting: { for: 'decision' } });

  const asked = await decide('agent', id, 1, 'refund_only');
  expect(asked).toMatchObject({ status: 200, body: { result: { decision: null, approval: `${id}-A1` } } });
  const { approval, waiting } = await stateOf(id);
  expect(waiting).toMatchObject({ for: 'approval', who: ['supervisor'] });
  const listed = (await world.api.get('supervisor', '/v1/approvals')).body.data;
  expect(listed).toMatchObject([{ id: `${id}-A1`, links: { claim: `/v1/claims/${id}` } }]);

  const say = (as: 'agent' | 'supervisor', digest = approval.digest) =>
    world.api.post(as, `/v1/approvals/${id}-A1/decision`, { decision: 'approve', reason: 'photographs', digest });
  expect(await say('agent')).toMatchObject({ status: 403, body: { code: 'requester_cannot_decide' } });
  expect(await say('supervisor', '0'.repeat(64))).toMatchObject({ status: 409, body: { code: 'digest_mismatch' } });
  await world.stripe.fault({ op: 'refund', mode: 'timeout_after', times: 5, match: orderId });
  expect((await say('supervisor')).status).toBe(200);
  expect(await say('supervisor')).toMatchObject({ status: 409 });
  await becomes(id, 'closed');
  expect(await refundsOf(orderId)).toHaveLength(1);
  const counted = await countHistory(world.env.client, `claim/${id}`);
  console.log('over the limit:', counted);
  expect(counted.events).toBeLessThanOrEqual(40);
  await world.stripe.clearFaults();
});

it('voids an approval whose claim has changed since it was asked for', async () => {
  const orderId = await delivered('SOFA');
  const id = await open(damaged(orderId));
  await decide('agent', id, 1, 'refund_only');
  const { digest } = (await stateOf(id)).approval;
  const more = { evidence: [{ kind: 'photo', reference: 'file://2.jpg' }] };
  expect((await world.api.post('agent', `/v1/claims/${id}/evidence`, more)).status).toBe(200);
  const yes = { decision: 'approve', reason: 'photographs', digest };
  const late = await world.api.post('supervisor', `/v1/approvals/${id}-A1/decision`, yes);
  expect(late).toMatchObject({ status: 409, body: { code: 'approval_closed' } });
  expect(await stateOf(id)).toMatchObject({ status: 'in_review', waiting: { for: 'decision' }, approval: null });
  expect(await refundsOf(orderId)).toEqual([]);
});

it('lets a person with a limit of their own grant alone what their role may not', async () => {
  await world.database.query.execute(sql`insert into staff (id, name, email, role, team, languages, calendar_id, limits)
    values ('agent@test', 'Marie', 'm@example.com', 'agent', 'nobody', '["en"]', 'desk', '{"CAD": 100000000}')`);
  const id = await open(damaged(await delivered('SOFA')));
  expect((await decide('agent', id, 1, 'refund_only')).body.result).toMatchObject({ decision: 'approved' });
  await world.database.query.execute(sql`delete from staff where id = 'agent@test'`);
  await becomes(id, 'closed');
});

it('asks for evidence, and goes on with it', async () => {
  const orderId = await delivered();
  const id = await open(damaged(orderId, 1, { evidence: [] }));
  expect(await stateOf(id)).toMatchObject({ status: 'need_info', waiting: { for: 'evidence' } });
  expect(await toldOf(id)).toEqual(['claim_received', 'claim_needs_info']);
  const added = await world.api.post('agent', `/v1/claims/${id}/evidence`, { evidence: [photo] });
  expect(added.status, JSON.stringify(added.body)).toBe(200);
  await becomes(id, 'closed');
  expect(await refundsOf(orderId)).toHaveLength(1);
});

it('offers a person after a refusal by rules, whose yes is paid', async () => {
  const orderId = await delivered();
  const id = await open(damaged(orderId, 1, { cause: 'misuse' }));
  const refused = await stateOf(id);
  expect(refused).toMatchObject({ status: 'rejected', decision: 'rejected', decidedByRules: true });
  expect(refused.actions.map(({ kind }: { kind: string }) => kind)).toContain('appeal');
  const told = await world.database.query.execute(
    sql`select template, params from messages where process = ${`claim/${id}`} and step = 'decided-1'`,
  );
  const reasons = [
    {
      en: 'LAMP: its cause is not covered. Anything else can be claimed within 90 days of delivery, but not misuse.',
      fr: 'LAMP : sa cause n’est pas couverte. Tout le reste peut être réclamé dans les 90 jours suivant la livraison, sauf en cas de mauvais usage.',
    },
  ];
  expect(told).toMatchObject([{ template: 'claim_refused_by_rules', params: { reasons } }]);
  expect((await world.api.post('agent', `/v1/claims/${id}/appeal`, { reason: 'look again' })).body.result.status).toBe(
    'in_review',
  );
  expect((await decide('supervisor', id, 1, 'refund_only')).body.result.decision).toBe('approved');
  await becomes(id, 'closed');
  expect(await refundsOf(orderId)).toHaveLength(1);
  const again = await world.api.post('agent', `/v1/claims/${id}/appeal`, { reason: 'more' });
  expect(again).toMatchObject({ status: 409, body: { code: 'process_closed' } });
});

it('names the reasons of each line that it refuses, in both languages, and the rules that counted', async () => {
  const lines = [
    { sku: 'LAMP', quantity: 1 },
    { sku: 'DESK', quantity: 1 },
  ];
  const orderId = await delivered(lines);
  await open(damaged(orderId));
  const asked = [1, 2].map((lineNo) => ({ lineNo, units: 1 }));
  const id = await open({ orderId, kind: 'damaged', cause: 'misuse', lines: asked, evidence: [photo] });
  const claim = await stateOf(id);
  expect(claim.lines.map((line: { reasons: { en: string }[] }) => line.reasons[0]?.en)).toEqual([
    'These units were claimed, returned or refunded before, or have not reached you yet.',
    'Its cause is not covered.',
  ]);
  expect(claim.lines[1].rules).toContainEqual({ table: 'claim-coverage', rule: 'anything-else' });
  const [told] = await world.database.query.execute<{ params: { reasons: { en: string; fr: string }[] } }>(
    sql`select params from messages where process = ${`claim/${id}`} and template = 'claim_refused_by_rules'`,
  );
  expect(told?.params.reasons).toEqual([
    {
      en: 'LAMP: these units were claimed, returned or refunded before, or have not reached you yet.',
      fr: 'LAMP : ces articles ont déjà été réclamés, retournés ou remboursés, ou ne vous sont pas encore parvenus.',
    },
    {
      en: 'DESK: its cause is not covered. Anything else can be claimed within 90 days of delivery, but not misuse.',
      fr: expect.stringContaining('DESK : sa cause n’est pas couverte. Tout le reste'),
    },
  ]);
});

it('lets one of ten who claim the last unit at once hold it', async () => {
  const orderId = await delivered('SOFA');
  const ids = await Promise.all(Array.from({ length: 10 }, () => open(damaged(orderId))));
  const states = await Promise.all(ids.map(stateOf));
  const refused = states.filter(({ status }) => status === 'rejected');
  const [held] = states.filter(({ status }) => status === 'in_review');
  expect(refused).toHaveLength(9);
  expect(refused[0].lines[0].verdict).toEqual({ kind: 'refuse', why: 'not_entitled' });
  await decide('supervisor', held.id, 1, 'refund_only');
  await expect.poll(async () => (await refundsOf(orderId)).length).toBe(1);
  expect(await lineOf(orderId)).toMatchObject({ shipped: 1, claimed: 1, refunded: 1 });
  const [appealed] = refused;
  await world.api.post('agent', `/v1/claims/${appealed.id}/appeal`, { reason: 'look again' });
  expect(await decide('admin', appealed.id, 1, 'refund_only')).toMatchObject({
    status: 409,
    body: { code: 'not_entitled' },
  });
});

it('decides by the table in force at submission, tells what another version would change, and replays', async () => {
  const table = (await world.api.get('supervisor', '/v1/decision-tables/claim-evidence')).body.versions[0];
  const { hitPolicy, inputs, outputs } = table;
  const body = { hitPolicy, inputs, outputs, rules: [{ id: 'none', text: anyText, when: {}, gives: { needs: '' } }] };
  const proposed = await world.api.post('supervisor', '/v1/decision-tables/claim-evidence/versions', body);
  expect(proposed).toMatchObject({ status: 201, body: { version: 2, effectiveFrom: null } });
  const tried = await world.api.post('supervisor', '/v1/decision-tables/claim-evidence/simulate', { version: 2 });
  expect(tried.body.changed).toBeGreaterThan(0);
  const changed = tried.body.cases.find(({ result }: { result: string }) => result === 'changed');
  expect(changed.rules).toEqual([{ rule: 'none', text: anyText }]);
  const same = await world.api.post('supervisor', '/v1/decision-tables/claim-evidence/simulate', { version: 1 });
  expect(same.body).toMatchObject({ changed: 0, notDecidable: 0 });

  const orderId = await delivered('LAMP', 2);
  const before = await open(damaged(orderId, 1, { evidence: [] }));
  const activate = '/v1/decision-tables/claim-evidence/versions/2/activate';
  expect((await world.api.post('supervisor', activate, {})).status).toBe(200);
  expect(await world.api.post('supervisor', activate, {})).toMatchObject({ body: { code: 'table_in_force' } });
  const after = await open(damaged(orderId, 1, { evidence: [] }));
  expect(await stateOf(before)).toMatchObject({ status: 'need_info', tables: { 'claim-evidence': 1 } });
  const now = await stateOf(after);
  expect(now).toMatchObject({ tables: { 'claim-evidence': 2 } });
  expect(['approve', 'review']).toContain(now.lines[0].verdict.kind);

  const unsound = { ...body, rules: [{ id: 'x', text: anyText, when: { colour: '> 1' }, gives: { needs: 3 } }] };
  expect(await world.api.post('supervisor', '/v1/decision-tables/claim-evidence/versions', unsound)).toMatchObject({
    status: 422,
    body: { code: 'table_not_sound' },
  });
  const { fr: _, ...half } = anyText;
  for (const text of [undefined, half, { ...half, fr: ' ' }]) {
    const untold = { ...body, rules: [{ id: 'none', text, when: {}, gives: { needs: '' } }] };
    expect(await world.api.post('supervisor', '/v1/decision-tables/claim-evidence/versions', untold)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: expect.stringMatching(/^\/rules\/0\/text(\/fr)?$/) }] },
    });
  }
});

it('asks a person when the provider refuses a refund, and pays once when it is tried again', async () => {
  const orderId = await delivered();
  const id = await open(damaged(orderId));
  // So many claims of one customer within a year are a risk.
  expect((await stateOf(id)).lines[0].verdict).toMatchObject({ kind: 'review', why: ['risk'] });
  await world.stripe.fault({ op: 'refund', mode: 'decline', match: orderId });
  await decide('supervisor', id, 1, 'refund_only');
  const stuck = async () => (await stateOf(id)).waiting?.for;
  await expect.poll(stuck).toBe('intervention');
  expect(await refundsOf(orderId)).toEqual([]);
  const [refund] = (await stateOf(id)).refunds;
  const again = { subject: refund.id, resolution: 'retry', reason: 'the bank is back' };
  expect((await world.api.post('agent', `/v1/claims/${id}/intervention`, again)).status).toBe(200);
  await becomes(id, 'closed');
  expect(await refundsOf(orderId)).toHaveLength(1);
});

// The last one: it moves Temporal's clock past that of the API.
it('gives units back when a claim is withdrawn, and when nobody appeals a refusal', async () => {
  const orderId = await delivered('SOFA');
  const id = await open(damaged(orderId));
  expect(await lineOf(orderId)).toMatchObject({ claimed: 1 });
  expect((await world.api.post('agent', `/v1/claims/${id}/withdraw`, {})).body.result.status).toBe('withdrawn');
  expect(await lineOf(orderId)).toMatchObject({ claimed: 0 });

  const again = await open(damaged(orderId));
  expect((await decide('agent', again, 0, null)).body.result.decision).toBe('rejected');
  expect(await lineOf(orderId)).toMatchObject({ claimed: 1 });
  await world.env.sleep('31d');
  await becomes(again, 'closed');
  expect(await lineOf(orderId)).toMatchObject({ claimed: 0, refunded: 0 });
});

it('leaves books and ledgers sound', async () => {
  expect(await world.audit()).toEqual([]);
});
