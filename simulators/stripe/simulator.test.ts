import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type StripeSimulator, startStripeSimulator } from './simulator.ts';

let simulator: StripeSimulator;

beforeEach(async () => {
  simulator = await startStripeSimulator({ webhookSecret: 'whsec_test' });
});

afterEach(() => simulator.close());

const authorization = 'Bearer sk_test_sim';
const intent = 'amount=1999&currency=cad&capture_method=manual&confirm=true&payment_method=pm_card_visa';

async function post(path: string, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${simulator.url}${path}`, {
    method: 'POST',
    headers: { authorization, ...headers },
    body,
  });
  const answer: unknown = await response.json();
  return { status: response.status, body: answer };
}

describe('the Stripe simulator', () => {
  it.each([
    ['an unknown parameter', '/v1/payment_intents', `${intent}&colour=red`, 400, 'parameter_unknown'],
    [
      'the parameter that API 2026-09-30 removed',
      '/v1/payment_intents',
      `${intent}&payment_method_types[]=card`,
      400,
      'parameter_unknown',
    ],
    ['a missing amount', '/v1/payment_intents', intent.replace('amount=1999&', ''), 400, 'parameter_missing'],
    ['a fractional amount', '/v1/payment_intents', intent.replace('1999', '19.99'), 400, 'parameter_invalid_integer'],
    ['dinars with three digits', '/v1/payment_intents', intent.replace('cad', 'kwd'), 400, 'parameter_invalid'],
    ['a payment that does not exist', '/v1/payment_intents/pi_0/capture', '', 404, 'resource_missing'],
  ])('refuses %s', async (_, path, body, status, code) => {
    expect(await post(path, body)).toMatchObject({ status, body: { error: { code } } });
  });

  it('refuses a call without a key, and a path that Stripe does not have', async () => {
    expect((await post('/v1/payment_intents', intent, { authorization: '' })).status).toBe(401);
    expect((await post('/v1/payment_intentions', intent)).status).toBe(404);
  });

  it('keeps a declined answer under its key, but not one for a malformed request', async () => {
    const declined = intent.replace('pm_card_visa', 'pm_card_chargeDeclined');
    const key = { 'idempotency-key': 'k1' };
    const first = await post('/v1/payment_intents', declined, key);
    expect(first).toMatchObject({ status: 402, body: { error: { code: 'card_declined' } } });
    expect(await post('/v1/payment_intents', declined, key)).toEqual(first);
    const other = { 'idempotency-key': 'k2' };
    expect((await post('/v1/payment_intents', `${intent}&colour=red`, other)).status).toBe(400);
    expect((await post('/v1/payment_intents', intent, other)).status).toBe(200);
  });

  it('refuses a key with other parameters', async () => {
    await post('/v1/payment_intents', intent, { 'idempotency-key': 'k1' });
    const answer = await post('/v1/payment_intents', intent.replace('1999', '1'), { 'idempotency-key': 'k1' });
    expect(answer).toMatchObject({ status: 400, body: { error: { type: 'idempotency_error' } } });
  });

  it('lets an authorisation expire by itself', async () => {
    await simulator.close();
    simulator = await startStripeSimulator({ webhookSecret: 'whsec_test', authorisationSeconds: 0 });
    const [id] = /pi_\w+/.exec(JSON.stringify(await post('/v1/payment_intents', intent))) ?? [];
    const late = await post(`/v1/payment_intents/${id}/capture`, '');
    expect(late).toMatchObject({ status: 400, body: { error: { code: 'payment_intent_unexpected_state' } } });
  });

  it('refuses an order that it does not understand', async () => {
    expect((await post('/_sim/faults', '{"op":"authorise","mode":"explode"}')).status).toBe(400);
    expect((await post('/_sim/expire', '{"reference":"nobody"}')).status).toBe(400);
    expect((await post('/_sim/faults', '{')).status).toBe(400);
    expect((await post('/_sim/nothing', '{}')).status).toBe(404);
  });
});
