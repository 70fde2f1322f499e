/** Signed by who may sign, about a parcel and a payment of ours, and full of what nobody should send: never a fault. */
import Stripe from 'stripe';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runAudit } from '../../db/audit/run-audit.ts';
import { signWebhook } from '../../simulators/easypost/webhooks.ts';
import { putStock } from '../../test/harness/seed.ts';
import { startWorld, type World } from '../../test/harness/world.ts';

let world: World;
let id: string;
let code: string;

beforeAll(async () => {
  world = await startWorld();
  await putStock(world.database, 'LAMP', 'MTL', 10);
  id = await world.place();
  await world.labelled(`${id}-S1`);
  code = await world.trackingCode(`${id}-S1`);
});
afterAll(() => world?.close());

type Told = { readonly status: number; readonly body: Readonly<Record<string, unknown>> };

async function post(path: string, body: string, signature: Record<string, string>): Promise<Told> {
  const headers = { 'content-type': 'application/json', ...signature };
  const response = await fetch(`${world.api.url}/webhooks/${path}`, { method: 'POST', headers, body });
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text || '{}') };
}

const carrier = (event: unknown) => {
  const body = JSON.stringify(event);
  return post('easypost', body, { 'x-hmac-signature': signWebhook(body, 'easypost_test') });
};

const provider = (event: unknown, headers: Record<string, string> = {}) => {
  const payload = JSON.stringify(event);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: 'whsec_test' });
  return post('stripe', payload, { 'stripe-signature': signature, ...headers });
};

const detail = { status: 'in_transit', status_detail: 'x', message: 'x', datetime: '2026-02-03T04:05:06Z' };
const tracked = (scan: object, event: object = {}) => ({
  ...{ id: 'evt_1', object: 'Event', description: 'tracker.updated' },
  result: { id: 'trk_1', object: 'Tracker', tracking_code: code, tracking_details: [{ ...detail, ...scan }] },
  ...event,
});

it.each([
  ['a NUL in its message', { message: 'a\0b' }],
  ['half a character in its message', { message: 'a\ud800' }],
  ['a NUL in its status', { status: 'in\0transit' }],
  ['a NUL in its detail', { status_detail: '\0' }],
  ['the year 0', { datetime: '0000-01-01T00:00:00Z' }],
  ['a year before the first', { datetime: '-000001-01-01T00:00:00Z' }],
  ['a year with six digits', { datetime: '+275760-09-13T00:00:00Z' }],
  ['no date', { datetime: 'soon' }],
  ['an endless message', { message: 'x'.repeat(200_000) }],
  ['an endless status', { status: 'x'.repeat(5000) }],
  ['a status that every object has', { status: '__proto__', status_detail: 'constructor' }],
])('a scan with %s is taken or refused', async (_what, scan) => {
  const { status, body } = await carrier(tracked(scan));
  expect([204, 400, 413], JSON.stringify(body)).toContain(status);
});

it.each([
  ['a NUL in its id', { id: 'evt\0' }],
  ['half a character in its id', { id: '\udfff' }],
  ['an endless id', { id: 'e'.repeat(100_000) }],
])('an event of the carrier with %s is taken or refused', async (_what, event) => {
  const { status, body } = await carrier(tracked({}, event));
  expect([204, 400], JSON.stringify(body)).toContain(status);
});

const intent = (object: object, event: object = {}) => ({
  ...{
    id: `evt_${crypto.randomUUID()}`,
    object: 'event',
    type: 'payment_intent.amount_capturable_updated',
    created: 1_770_000_000,
  },
  data: {
    object: {
      ...{ id: 'pi_none', status: 'requires_capture', currency: 'cad', amount_received: 0 },
      metadata: { parcours_payment: `${id}-P1` },
      ...object,
    },
  },
  ...event,
});

const taken = { status: 'succeeded', amount_received: 1 };

it.each([
  ['more than the database counts', { ...taken, amount_received: Number.MAX_SAFE_INTEGER }],
  ['less than nothing', { ...taken, amount_received: -1 }],
  ['more than was authorised', { ...taken, amount_received: 10_000_000 }],
  ['a currency that nobody has', { ...taken, currency: 'xyz' }],
  ['a currency that every object has', { ...taken, currency: '__proto__' }],
  ['no currency', { currency: '' }],
  ['a NUL in its id', { id: 'pi\0' }],
  ['half a character in its id', { id: 'pi\ud800' }],
  ['a status that nobody knows', { status: 'teleported' }],
  ['a NUL in its reference', { metadata: { parcours_payment: '\0' } }],
  ['a NUL in its refusal', { status: 'requires_payment_method', last_payment_error: { code: 'a\0' } }],
])('a payment with %s is taken or refused', async (_what, object) => {
  const { status, body } = await provider(intent(object));
  expect([204, 400], JSON.stringify(body)).toContain(status);
});

it.each([
  [
    'a refund of a NUL',
    { type: 'refund.updated', data: { object: { id: 're\0', status: 'x', payment_intent: 'pi\0' } } },
  ],
  [
    'a dispute over more than there is',
    {
      type: 'charge.dispute.created',
      data: { object: { payment_intent: 'pi', reason: '\0', currency: 'cad', amount: 2 ** 53 - 1 } },
    },
  ],
  ['an event before all time', { created: 0 }],
  ['an event after all time', { created: 253_402_300_799 }],
  ['a NUL in its id', { id: 'evt\0' }],
])('%s is taken or refused', async (_what, event) => {
  const { status, body } = await provider(intent({}, event));
  expect([204, 400], JSON.stringify(body)).toContain(status);
});

it('a capture that cannot be moves no money, and an engineer is asked to compare the books', async () => {
  const { body } = await world.api.get('engineer', `/v1/tasks?subject=I4/${id}-P1`);
  expect(body.data).toMatchObject([
    { kind: 'drift', role: 'engineer', details: { detail: expect.stringContaining('never authorised') } },
  ]);
  const { body: order } = await world.api.get('agent', `/v1/orders/${id}`);
  expect(order.payments).toMatchObject([{ state: 'authorised', captured: { amount: 0 } }]);
});

it('what cannot be read is told in both languages, each in its own words', async () => {
  const french = { 'accept-language': 'fr' };
  for (const event of [[], intent({ status: 7, currency: null })]) {
    const { body } = await provider(event, french);
    expect(body).toMatchObject({
      code: 'webhook_malformed',
      detail: expect.stringMatching(/^L’événement est illisible/),
    });
    expect(body.detail).not.toMatch(/\b(the|is|invalid|fields|wrong|event)\b/);
  }
  const { body } = await carrier({ ...tracked({}), result: { object: 'Tracker' } });
  expect(body.detailFr).toMatch(/ne contient aucun suivi/);
  expect(body.detail).toMatch(/carries no tracker that we know\. Check/);
});

it('the order goes on to its end, and the audit finds nothing', async () => {
  expect((await world.api.post('warehouse', `/v1/shipments/${id}-S1/hand-over`, {})).status).toBe(200);
  await world.carrier.scan(code, 'delivered');
  await world.reaches(id, 'completed');
  expect(await runAudit(world.database)).toEqual([]);
});
