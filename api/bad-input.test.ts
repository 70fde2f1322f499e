/** What is wrong gets a clear answer, changes nothing, and leaves the order able to go on: on the whole engine. */
import { sql } from 'drizzle-orm';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAudit } from '../db/audit/run-audit.ts';
import { signWebhook } from '../simulators/easypost/webhooks.ts';
import { putStock } from '../test/harness/seed.ts';
import { orderBody, startWorld, type World } from '../test/harness/world.ts';

let world: World;
/** An order with a label that must survive everything below, and one that is over. */
let id: string;
let closed: string;

beforeAll(async () => {
  world = await startWorld();
  await putStock(world.database, 'LAMP', 'MTL', 100);
  id = await world.place({ lines: [{ sku: 'LAMP', quantity: 2 }] });
  closed = await world.place();
  await world.labelled(`${id}-S1`);
  await world.reaches(closed, 'confirmed');
  await world.api.post('agent', `/v1/orders/${closed}/cancel`, { reason: 'never mind' });
  await world.reaches(closed, 'cancelled');
});
afterAll(() => world?.close());

const order = (path: string): string => `/v1/orders/${id}/${path}`;
const tag = (version: number) => ({ headers: { 'if-match': `"${version}"` } });
// biome-ignore lint/suspicious/noThenProperty: a field of the request, never awaited
const refund = { then: 'refund', reason: 'back' };

describe('an order that cannot be placed', () => {
  const cases = [
    { why: 'an unknown SKU', body: { lines: [{ sku: 'NONE', quantity: 1 }] }, problem: 'unknown_sku /lines/0/sku' },
    { why: 'an unknown customer', body: { customerId: 'CUS-NONE' }, problem: 'unknown_customer /customerId' },
    { why: 'a currency without a price', body: { currency: 'EUR' }, problem: 'no_price /lines/0/sku' },
    { why: 'no units', body: { lines: [{ sku: 'LAMP', quantity: 0 }] }, problem: 'too_small /lines/0/quantity' },
    { why: 'minus one unit', body: { lines: [{ sku: 'LAMP', quantity: -1 }] }, problem: 'too_small /lines/0/quantity' },
    { why: 'half a unit', body: { lines: [{ sku: 'LAMP', quantity: 0.5 }] }, problem: 'wrong_type /lines/0/quantity' },
    { why: 'endless units', body: { lines: [{ sku: 'LAMP', quantity: 1e15 }] }, problem: 'too_big /lines/0/quantity' },
    { why: 'no lines', body: { lines: [] }, problem: 'too_small /lines' },
    {
      why: 'a card number',
      body: { payment: { method: 'card', token: '4242 4242 4242 4242' } },
      problem: 'invalid /payment/token',
    },
    { why: 'an unknown method', body: { payment: { method: 'cash' } }, problem: 'not_an_option /payment/method' },
    {
      why: 'more units than the columns hold',
      body: { lines: Array(500).fill({ sku: 'SET', quantity: 100_000 }) },
      problem: 'too_many_units /lines',
    },
  ];
  it.each(cases)('$why', async ({ body, problem }) => {
    const answer = await world.api.post('back_office', '/v1/orders', orderBody(body));
    expect(answer).toMatchObject({ status: 422, body: { code: 'invalid_request' } });
    const found = answer.body.errors.map((e: { code: string; pointer: string }) => `${e.code} ${e.pointer}`);
    expect(found).toContain(problem);
    for (const { detail } of answer.body.errors) expect(detail).toMatch(/\w+ .+[.]$/);
  });

  it('takes names from anywhere as they are', async () => {
    const name = '👩🏽‍🚒 Łukasz “O’Neil” <b>';
    const answer = await world.api.post('back_office', '/v1/orders', orderBody({ shipTo: { ...shipTo, name } }));
    expect(answer.status).toBe(202);
    const read = await world.api.get('agent', `/v1/orders/${answer.body.id}`);
    expect(read.body.shipTo.name).toBe(name);
  });

  it.each([
    ['a field named __proto__', '{"__proto__":{"admin":true},', '/__proto__'],
    ['a field named constructor', '{"constructor":{"prototype":1},', '/constructor'],
  ])('%s is a field that nobody knows', async (_why, start, pointer) => {
    const raw = start + JSON.stringify(orderBody()).slice(1);
    const response = await send('/v1/orders', raw);
    expect(response.status).toBe(422);
    expect((await bodyOf(response)).errors).toContainEqual(expect.objectContaining({ code: 'unknown_field', pointer }));
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false);
  });

  it('reads of a field sent twice the last, as JSON does', async () => {
    const raw = `{"customerId":"CUS-NONE",${JSON.stringify(orderBody()).slice(1)}`;
    expect((await send('/v1/orders', raw)).status).toBe(202);
  });
});

const shipTo = { name: 'Zoé', line1: '1, rue Foy', city: 'Québec', region: 'QC', postalCode: 'G1A', country: 'CA' };

/** What came back, whatever it is. */
// biome-ignore lint/suspicious/noExplicitAny: problems of any kind
const bodyOf = (response: Response): Promise<any> => response.json();

function send(path: string, raw: string) {
  const headers = {
    authorization: `Bearer ${world.api.secrets.back_office}`,
    'content-type': 'application/json',
    'idempotency-key': crypto.randomUUID(),
  };
  return fetch(world.api.url + path, { method: 'POST', headers, body: raw });
}

describe('a command that cannot be carried out', () => {
  const units = (lineNo: number, quantity: number) => ({ lineNo, quantity });
  const cases = () =>
    [
      ['agent', order('cancel'), { lines: [units(9, 1)], reason: 'x' }, [404, 409]],
      ['agent', order('cancel'), { lines: [units(1, 3)], reason: 'x' }, [409]],
      ['agent', order('cancel'), { lines: [units(1, 1), units(1, 1)], reason: 'x' }, [422]],
      ['agent', order('cancel'), { lines: [units(1, 1.5)], reason: 'x' }, [422]],
      ['agent', order('cancel'), { reason: ' ' }, [422]],
      ['agent', order('cancel'), { reason: 'x'.repeat(501) }, [422]],
      ['agent', order('cancel'), { reason: 'a\0b' }, [422]],
      ['agent', order('decision'), { version: 1, choice: 'wait' }, [409]],
      ['agent', order('decision'), { version: 2 ** 40, choice: 'wait' }, [422]],
      ['back_office', order('payment-method'), { payment: { method: 'account' } }, [409]],
      ['agent', order('intervention'), { no: 1, resolution: 'retry', reason: 'x' }, [409]],
      ['agent', order('holds/fraud/release'), { reason: 'x' }, [403, 409]],
      ['agent', order('holds/strange/release'), { reason: 'x' }, [422]],
      ['agent', order(`amendments/${2 ** 40}/decline`), {}, [422]],
      ['agent', order('amendments/7/decline'), {}, [404]],
      ['warehouse', `/v1/shipments/${id}-S9/hand-over`, {}, [404]],
      ['warehouse', '/v1/shipments/nonsense/hand-over', {}, [404]],
      ['warehouse', `/v1/shipments/${id}-S1/short-pick`, { missing: [units(1, 3)], reason: 'x' }, [409]],
      ['warehouse', `/v1/shipments/${id}-S1/short-pick`, { missing: [units(1, 1), units(1, 1)], reason: 'x' }, [422]],
      [
        'warehouse',
        `/v1/shipments/${id}-S1/returns`,
        { lines: [{ lineNo: 1, restocked: 1, writtenOff: 0 }], ...refund },
        [409],
      ],
      [
        'agent',
        `/v1/approvals/${id}-A1/decision`,
        { decision: 'approve', reason: 'x', digest: 'd'.repeat(64) },
        [404, 409],
      ],
      ['agent', `/v1/orders/${closed}/cancel`, { reason: 'again' }, [409]],
      ['agent', `/v1/orders/${closed}/holds`, { reason: 'again' }, [409]],
      ['agent', '/v1/orders/ORD-0000000/cancel', { reason: 'x' }, [404]],
    ] as const;

  it('is refused at once, in both languages, and says what to do', async () => {
    for (const [role, path, body, statuses] of cases()) {
      const answer = await world.api.post(role, path, body);
      expect(statuses, `${path} ${JSON.stringify(body)} ${JSON.stringify(answer.body)}`).toContain(answer.status);
      const french = await world.api.post(role, path, body, { headers: { 'accept-language': 'fr-CA, en;q=0.5' } });
      expect(french.body.detail).toBe(french.body.detailFr);
      expect(french.headers.get('content-language')).toBe('fr');
      expect(french.body.detail).not.toBe(answer.body.detail);
    }
  });

  it('is refused with 412 when it is about a version that is past, and with 428 when it names none', async () => {
    const { body } = await world.api.get('agent', `/v1/orders/${id}`);
    const change = { quantities: [units(1, 1)] };
    const stale = await world.api.post('agent', order('amendments'), change, tag(body.version - 1));
    expect(stale).toMatchObject({ status: 412, body: { code: 'stale_version' } });
    expect((await world.api.post('agent', order('amendments'), change)).status).toBe(428);
  });

  it('is refused with 422 when its key was used for something else, and answered again when it was not', async () => {
    const options = { key: 'one-thing' };
    const hold = { kind: 'manual', reason: 'wait' };
    const first = await world.api.post('agent', order('holds'), hold, options);
    expect(first.status).toBe(200);
    const reused = await world.api.post('agent', order('holds'), { ...hold, reason: 'other' }, options);
    expect(reused).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    expect((await world.api.post('agent', order('holds'), hold, options)).body).toEqual(first.body);
    expect((await world.api.post('agent', order('holds/manual/release'), { reason: 'go on' })).status).toBe(200);
  });
});

describe('an event of a provider', () => {
  const stored = async () => (await world.database.query.execute(sql`select count(*)::int as n from inbox`))[0]?.n;
  const stripe = { secret: 'whsec_test' };
  const intent = (eventId: string) =>
    JSON.stringify({
      ...{ id: eventId, object: 'event', type: 'payment_intent.succeeded', created: 1_770_000_000 },
      data: { object: { id: 'pi_none', status: 'succeeded', currency: 'cad', amount_received: 1, metadata: {} } },
    });

  function postStripe(payload: string, signature: string) {
    const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
    return fetch(`${world.api.url}/webhooks/stripe`, { method: 'POST', headers, body: payload });
  }
  const signed = (payload: string, at = Math.floor(Date.now() / 1000)) =>
    Stripe.webhooks.generateTestHeaderString({ payload, secret: stripe.secret, timestamp: at });

  it('of the payment provider is refused when it is forged, too old, changed, unsigned or not JSON', async () => {
    const before = await stored();
    const payload = intent('evt_1');
    const foreign = Stripe.webhooks.generateTestHeaderString({ payload, secret: 'whsec_other' });
    const answers = await Promise.all([
      postStripe(payload, foreign),
      postStripe(payload, signed(payload, Math.floor(Date.now() / 1000) - 3600)),
      postStripe(payload.replace('"pi_none"', '"pi_some"'), signed(payload)),
      postStripe(payload, ''),
      postStripe('{', signed('{')),
      postStripe('[]', signed('[]')),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(400));
    const codes = await Promise.all(answers.map(async (answer) => (await bodyOf(answer)).code));
    expect(codes).toEqual([...Array(4).fill('webhook_forged'), ...Array(2).fill('webhook_malformed')]);
    expect(await stored()).toBe(before);
  });

  it('of the payment provider about nothing of ours is taken and left', async () => {
    const payload = intent('evt_2');
    expect((await postStripe(payload, signed(payload))).status).toBe(204);
  });

  it('of the carrier is refused when it is forged, malformed, too large or about no parcel of ours, and taken once when it is repeated', async () => {
    const before = await stored();
    const post = (body: string, secret = 'easypost_test') =>
      fetch(`${world.api.url}/webhooks/easypost`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-hmac-signature': signWebhook(body, secret) },
        body,
      });
    const tracker = (code: string) => ({
      ...{ id: 'trk_1', object: 'Tracker', tracking_code: code, status: 'pre_transit', status_detail: 'x' },
      tracking_details: [{ status: 'pre_transit', datetime: '2026-02-03T04:05:06Z', message: 'x' }],
    });
    const event = (result: unknown) =>
      JSON.stringify({ id: 'evt_c', object: 'Event', description: 'tracker.updated', result });
    const codeOf = async (response: Response) => `${response.status} ${(await bodyOf(response)).code}`;
    expect(await codeOf(await post(event(tracker('NONE')), 'another secret'))).toBe('400 webhook_forged');
    expect(await codeOf(await post(event(tracker('NONE'))))).toBe('404 unknown_tracking_code');
    expect(await codeOf(await post(event({ object: 'Tracker' })))).toBe('400 webhook_malformed');
    expect(await codeOf(await post('{"id":'))).toMatch(/^400 webhook_(forged|malformed)$/);
    expect(await codeOf(await post(JSON.stringify({ a: 'x'.repeat(300 * 1024) })))).toBe('413 body_too_large');
    expect(await stored()).toBe(before);

    // The same event of a parcel of ours, posted three times, two of them in the same instant.
    const known = event(tracker(await world.trackingCode(`${id}-S1`)));
    const [first, second] = await Promise.all([post(known), post(known)]);
    expect([first.status, second.status, (await post(known)).status]).toEqual([204, 204, 204]);
    expect(await stored()).toBe(Number(before) + 1);
  });
});

it('is refused with 422 where a receipt would outgrow what stock can count', async () => {
  await world.database.query.execute(
    sql`insert into stock (sku, location_id, on_hand) values ('BULB', 'TOR', 2147483000)`,
  );
  await world.database.query.execute(
    sql`insert into stock_movements (key, sku, location_id, kind, quantity) values ('far', 'BULB', 'TOR', 'receipt', 2147483000)`,
  );
  const lines = [{ sku: 'BULB', locationId: 'TOR', quantity: 10_000 }];
  const answer = await world.api.post('warehouse', '/v1/stock/receipts', { lines });
  expect(answer).toMatchObject({ status: 422, body: { code: 'number_too_large' } });
});

it('leaves the order as it was: it goes on to its end, and the audit finds nothing', async () => {
  expect((await world.api.post('warehouse', `/v1/shipments/${id}-S1/hand-over`, {})).status).toBe(200);
  await world.carrier.scan(await world.trackingCode(`${id}-S1`), 'delivered');
  await world.reaches(id, 'completed');
  expect(await runAudit(world.database)).toEqual([]);
});
