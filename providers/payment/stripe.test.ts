import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type StripeSimulatorClient, stripeSimulatorClient } from '../../simulators/stripe/client.ts';
import { type StripeSimulator, startStripeSimulator } from '../../simulators/stripe/simulator.ts';
import type { AuthoriseRequest, PaymentProvider } from './port.ts';
import { createStripePayments } from './stripe.ts';

const webhookSecret = 'whsec_test';

let simulator: StripeSimulator;
let vendor: StripeSimulatorClient;
let payments: PaymentProvider;
/** The same adapter, for calls that a fault leaves without an answer. */
let impatient: PaymentProvider;

beforeEach(async () => {
  // The index never catches up here: whatever `find` finds, it finds in the book.
  await start({ searchLagSeconds: 3600 });
});

afterEach(() => simulator.close());

async function start(options: { searchLagSeconds: number }) {
  simulator = await startStripeSimulator({ webhookSecret, ...options });
  vendor = stripeSimulatorClient(simulator.url);
  const account = { apiKey: 'sk_test_sim', webhookSecret, url: simulator.url };
  payments = createStripePayments(account);
  impatient = createStripePayments({ ...account, timeoutMs: 300 });
}

function request(change: Partial<AuthoriseRequest> = {}): AuthoriseRequest {
  const reference = change.reference ?? 'order/o1/payment/1';
  return {
    reference,
    key: `${reference}/authorise`,
    amountMinor: 1999,
    currency: 'CAD',
    paymentMethod: 'pm_card_visa',
    metadata: { order: 'o1' },
    ...change,
  };
}

async function authorised(change: Partial<AuthoriseRequest> = {}): Promise<string> {
  const answer = await payments.authorise(request(change));
  if (answer.kind !== 'done') throw new Error(`not authorised: ${JSON.stringify(answer)}`);
  return answer.providerRef;
}

async function captured(change: Partial<AuthoriseRequest> = {}): Promise<string> {
  const providerRef = await authorised(change);
  await payments.capture(captureOf(providerRef));
  return providerRef;
}

const captureOf = (providerRef: string, amountMinor = 1999) =>
  ({ key: 'p1/capture', providerRef, amountMinor, currency: 'CAD' }) as const;

const refundOf = (providerRef: string, change: { key?: string; amountMinor?: number } = {}) =>
  ({ key: 'r1/refund/1', reference: 'r1', providerRef, amountMinor: 500, currency: 'CAD', ...change }) as const;

describe('authorisation at Stripe', () => {
  it('reserves the amount under our reference until an instant in the future', async () => {
    const answer = await payments.authorise(request());
    expect(answer).toMatchObject({ kind: 'done', providerRef: expect.stringMatching(/^pi_/) });
    if (answer.kind === 'done') expect(Date.parse(answer.expiresAt)).toBeGreaterThan(Date.now());
    const { intents } = await vendor.book();
    expect(intents).toMatchObject([
      { reference: 'order/o1/payment/1', status: 'requires_capture', amount: 1999, currency: 'cad', captured: 0 },
    ]);
    expect(intents[0]?.metadata).toMatchObject({ order: 'o1' });
  });

  it.each([
    ['pm_card_chargeDeclined', 'generic_decline'],
    ['pm_card_insufficientFunds', 'insufficient_funds'],
    ['pm_card_unheard_of', 'resource_missing'],
  ])('with %s is refused as %s', async (paymentMethod, code) => {
    expect(await payments.authorise(request({ paymentMethod }))).toMatchObject({ kind: 'refused', code });
  });

  it('refuses an amount that cards cannot carry, and asks nobody', async () => {
    const answer = await payments.authorise(request({ amountMinor: 1234, currency: 'KWD' }));
    expect(answer).toMatchObject({ kind: 'refused', code: 'amount_not_representable' });
    expect((await vendor.book()).intents).toEqual([]);
  });

  it('happens once for one key, in the same instant too', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => payments.authorise(request())));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect((await vendor.book()).intents).toHaveLength(1);
  });

  it('is unknown when a key comes back with another amount: the first call may have gone through', async () => {
    await authorised();
    expect(await payments.authorise(request({ amountMinor: 1 }))).toMatchObject({ kind: 'unknown' });
    expect((await vendor.book()).intents).toHaveLength(1);
  });

  it('is unknown when our API key is refused, never a declined card', async () => {
    const stranger = createStripePayments({ apiKey: 'wrong', webhookSecret, url: simulator.url });
    expect(await stranger.authorise(request())).toMatchObject({ kind: 'unknown' });
    expect((await vendor.book()).intents).toEqual([]);
  });
});

describe('an authorisation without a clear answer', () => {
  it('that was accepted is found in the book before the search index knows it', async () => {
    await vendor.fault({ op: 'authorise', mode: 'timeout_after', match: 'payment/1' });
    expect(await impatient.authorise(request())).toMatchObject({ kind: 'unknown' });
    const found = await payments.find('order/o1/payment/1');
    expect(found).toMatchObject({ kind: 'done', payment: { state: 'authorised', amountMinor: 1999, currency: 'CAD' } });
    expect(await payments.authorise(request())).toMatchObject({ kind: 'done' });
    expect((await vendor.book()).intents).toHaveLength(1);
  });

  it.each(['timeout_before', 'error_500'] as const)('that never happened (%s) is not found', async (mode) => {
    await vendor.fault({ op: 'authorise', mode });
    expect(await impatient.authorise(request())).toMatchObject({ kind: 'unknown' });
    expect(await payments.find('order/o1/payment/1')).toEqual({ kind: 'done', payment: null, complete: true });
    expect(await payments.authorise(request())).toMatchObject({ kind: 'done' });
  });

  it('is unknown while nobody answers at all, and so is the look-up', async () => {
    await simulator.close();
    expect(await payments.authorise(request())).toMatchObject({ kind: 'unknown' });
    expect(await payments.find('order/o1/payment/1')).toMatchObject({ kind: 'unknown' });
    await start({ searchLagSeconds: 0 });
  });
});

describe('the look-up', () => {
  it('goes by the search index, with quotes in the reference', async () => {
    await simulator.close();
    await start({ searchLagSeconds: 0 });
    const reference = `o'1\\payment`;
    const providerRef = await authorised({ reference });
    await authorised({ reference: 'other' });
    expect(await payments.find(reference)).toMatchObject({ kind: 'done', payment: { providerRef } });
  });

  it('prefers where the money is when a reference was used twice', async () => {
    const providerRef = await captured();
    await payments.authorise(request({ key: 'again', paymentMethod: 'pm_card_chargeDeclined' }));
    expect(await payments.find('order/o1/payment/1')).toMatchObject({ payment: { providerRef, state: 'captured' } });
  });

  it('says where there were too many of the last minutes to look through', async () => {
    for (let tens = 0; tens < 100; tens += 1) {
      await Promise.all(Array.from({ length: 10 }, (_, ones) => authorised({ reference: `later/${tens}/${ones}` })));
    }
    expect(await payments.find('order/o1/payment/1')).toEqual({ kind: 'done', payment: null, complete: false });
  });

  it('goes over more than one page', async () => {
    const providerRef = await authorised();
    for (let i = 0; i < 120; i += 1) await authorised({ reference: `later/${i}` });
    expect(await payments.find('order/o1/payment/1')).toMatchObject({ payment: { providerRef } });
  });
});

describe('a fault that Stripe keeps under the key', () => {
  it('is got past where nothing was authorised', async () => {
    await vendor.fault({ op: 'authorise', mode: 'kept_500' });
    expect(await payments.authorise(request())).toMatchObject({ kind: 'unknown' });
    const providerRef = await authorised();
    expect(await payments.find('order/o1/payment/1')).toMatchObject({ payment: { providerRef } });
  });

  it('is got past where nothing was refunded', async () => {
    const providerRef = await captured();
    await vendor.fault({ op: 'refund', mode: 'kept_500' });
    const ask = () => payments.refund(refundOf(providerRef));
    expect(await ask()).toMatchObject({ kind: 'unknown' });
    expect(await ask()).toMatchObject({ kind: 'done', state: 'settled' });
    // Of one that was made the call itself says no more: who asks again looks it up first.
    expect(await ask()).toMatchObject({ kind: 'unknown' });
    expect((await vendor.book()).refunds).toHaveLength(1);
  });
});

describe('capture and void at Stripe', () => {
  it('captures what was handed over, once, and lets the rest go', async () => {
    const providerRef = await authorised();
    const answers = [
      await payments.capture(captureOf(providerRef, 1500)),
      await payments.capture(captureOf(providerRef, 1500)),
    ];
    expect(answers).toEqual([1, 2].map(() => ({ kind: 'done', capturedMinor: 1500 })));
    expect((await vendor.book()).captures).toEqual([
      { paymentIntent: providerRef, reference: 'order/o1/payment/1', amount: 1500 },
    ]);
  });

  it('finds the capture whose answer was lost', async () => {
    const providerRef = await authorised();
    await vendor.fault({ op: 'capture', mode: 'timeout_after' });
    expect(await impatient.capture(captureOf(providerRef))).toMatchObject({ kind: 'unknown' });
    const found = await payments.find('order/o1/payment/1');
    expect(found).toMatchObject({ payment: { state: 'captured', capturedMinor: 1999 } });
  });

  it('takes an earlier capture of the same amount for done, and of another amount for refused', async () => {
    const providerRef = await captured();
    expect(await payments.capture({ ...captureOf(providerRef), key: 'forgotten' })).toMatchObject({ kind: 'done' });
    expect(await payments.capture({ ...captureOf(providerRef, 1), key: 'other' })).toMatchObject({
      kind: 'refused',
      code: 'payment_intent_unexpected_state',
    });
  });

  it('voids an authorisation, and says done when it is void already', async () => {
    const providerRef = await authorised();
    expect(await payments.voidAuthorisation({ key: 'p1/void', providerRef })).toEqual({ kind: 'done' });
    expect(await payments.voidAuthorisation({ key: 'forgotten', providerRef })).toEqual({ kind: 'done' });
    expect(await payments.find('order/o1/payment/1')).toMatchObject({ payment: { state: 'voided' } });
  });

  it('refuses to void what is captured', async () => {
    const providerRef = await captured();
    expect(await payments.voidAuthorisation({ key: 'p1/void', providerRef })).toMatchObject({ kind: 'refused' });
  });

  it('says expired for an authorisation that ran out, refuses its capture and takes its void for done', async () => {
    const providerRef = await authorised();
    await vendor.expire('order/o1/payment/1');
    expect(await payments.find('order/o1/payment/1')).toMatchObject({ payment: { state: 'expired' } });
    expect(await payments.capture(captureOf(providerRef))).toMatchObject({ kind: 'refused' });
    expect(await payments.voidAuthorisation({ key: 'p1/void', providerRef })).toEqual({ kind: 'done' });
  });
});

describe('refunds at Stripe', () => {
  it('refund once for one key', async () => {
    const providerRef = await captured();
    const first = await payments.refund(refundOf(providerRef));
    expect(first).toMatchObject({ kind: 'done', state: 'settled' });
    expect(await payments.refund(refundOf(providerRef))).toEqual(first);
    expect((await vendor.book()).refunds).toMatchObject([{ reference: 'r1', paymentIntent: providerRef, amount: 500 }]);
  });

  it('are found by our reference when the answer was lost', async () => {
    const providerRef = await captured();
    await vendor.fault({ op: 'refund', mode: 'timeout_after', match: 'r1' });
    expect(await impatient.refund(refundOf(providerRef))).toMatchObject({ kind: 'unknown' });
    expect(await payments.findRefund(providerRef, 'r1')).toMatchObject({ refund: { state: 'settled' } });
    expect(await payments.findRefund(providerRef, 'r2')).toEqual({ kind: 'done', refund: null });
  });

  it('above what was captured are refused', async () => {
    const providerRef = await captured();
    expect(await payments.refund(refundOf(providerRef, { amountMinor: 2000 }))).toMatchObject({ kind: 'refused' });
  });

  it('that fail later can be tried again under the same reference and a new key', async () => {
    const providerRef = await captured();
    await vendor.fault({ op: 'refund', mode: 'refund_fails' });
    expect(await payments.refund(refundOf(providerRef))).toMatchObject({ kind: 'done', state: 'submitted' });
    expect(await payments.findRefund(providerRef, 'r1')).toMatchObject({ refund: { state: 'failed' } });
    const again = await payments.refund(refundOf(providerRef, { key: 'r1/refund/2' }));
    expect(again).toMatchObject({ kind: 'done', state: 'settled' });
    expect(await payments.findRefund(providerRef, 'r1')).toMatchObject({ refund: { state: 'settled' } });
  });
});
