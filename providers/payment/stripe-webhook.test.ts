import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stripeSimulatorClient } from '../../simulators/stripe/client.ts';
import { type StripeSimulatorOptions, startStripeSimulator } from '../../simulators/stripe/simulator.ts';
import type { ParsedWebhook } from './payment-event.ts';
import { createStripePayments } from './stripe.ts';
import { parseStripeWebhook } from './stripe-webhook.ts';

const webhookSecret = 'whsec_test';
const signed = (payload: string, secret = webhookSecret, timestamp?: number) =>
  Stripe.webhooks.generateTestHeaderString({ payload, secret, ...(timestamp !== undefined && { timestamp }) });
const parse = (body: string, signature: string | undefined) =>
  parseStripeWebhook(Buffer.from(body), signature, webhookSecret);

describe('a delivery', () => {
  const body = JSON.stringify({
    id: 'evt_1',
    object: 'event',
    type: 'payout.paid',
    created: 1e9,
    data: { object: {} },
  });

  it('that nobody signed, that another secret signed, or that was changed is forged', () => {
    expect(parse(body, undefined)).toEqual({ kind: 'forged' });
    expect(parse(body, 'nonsense')).toEqual({ kind: 'forged' });
    expect(parse(body, signed(body, 'whsec_other'))).toEqual({ kind: 'forged' });
    expect(parse(`${body} `, signed(body))).toEqual({ kind: 'forged' });
  });

  it('whose signature is older than five minutes is forged, so a recorded one cannot be played again', () => {
    const old = Math.floor(Date.now() / 1000) - 301;
    expect(parse(body, signed(body, webhookSecret, old))).toEqual({ kind: 'forged' });
  });

  it.each(['{', 'null', '{"id":1}', '[]'])('that is signed but reads %s is malformed', (text) => {
    expect(parse(text, signed(text))).toMatchObject({ kind: 'malformed' });
  });

  it('of a type we act on, without its fields, is malformed', () => {
    const text = body.replace('payout.paid', 'payment_intent.succeeded');
    expect(parse(text, signed(text))).toMatchObject({
      kind: 'malformed',
      reason: { en: expect.stringMatching(/: .*status/), fr: expect.stringMatching(/ : .*status/) },
    });
  });

  it('of another type is ignored, and still says what and when', () => {
    expect(parse(body, signed(body))).toEqual({
      kind: 'ignored',
      id: 'evt_1',
      type: 'payout.paid',
      occurredAt: '2001-09-09T01:46:40.000Z',
    });
  });
});

describe('webhooks of the simulator', () => {
  let receiver: Server;
  let url: string;
  let received: ParsedWebhook[];
  let refusals: number;

  beforeEach(async () => {
    received = [];
    refusals = 0;
    receiver = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      if (refusals-- > 0) return void response.writeHead(500).end();
      const header = request.headers['stripe-signature'];
      received.push(parseStripeWebhook(Buffer.concat(chunks), String(header), webhookSecret));
      response.end();
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/webhooks/stripe`; // it listens on TCP
  });

  afterEach(() => new Promise((resolve) => receiver.close(resolve)));

  /** Holds events back while `act` runs, then delivers them all; returns what was received, without what we ignore. */
  async function eventsOf(
    act: (
      payments: ReturnType<typeof createStripePayments>,
      vendor: ReturnType<typeof stripeSimulatorClient>,
    ) => Promise<void>,
    options: Partial<StripeSimulatorOptions> = {},
  ) {
    const simulator = await startStripeSimulator({ webhookSecret, webhookUrl: url, ...options });
    const vendor = stripeSimulatorClient(simulator.url);
    await vendor.webhooks({ hold: true });
    await act(createStripePayments({ apiKey: 'sk_test_sim', webhookSecret, url: simulator.url }), vendor);
    expect(received).toEqual([]);
    await vendor.webhooks({ hold: false });
    await vendor.webhooks({}); // once more, for those that were refused
    await simulator.close();
    return received.filter((event) => event.kind !== 'ignored');
  }

  async function pay(
    payments: ReturnType<typeof createStripePayments>,
    paymentMethod = 'pm_card_visa',
  ): Promise<string> {
    const answer = await payments.authorise({
      reference: 'p1',
      key: 'p1/authorise',
      amountMinor: 1999,
      currency: 'CAD',
      paymentMethod,
      metadata: {},
    });
    return answer.kind === 'done' ? answer.providerRef : '';
  }

  it('tell authorised, captured, disputed and refunded, each under our reference', async () => {
    const events = await eventsOf(async (payments, vendor) => {
      const providerRef = await pay(payments);
      await payments.capture({ key: 'p1/capture', providerRef, amountMinor: 1500, currency: 'CAD' });
      await vendor.dispute('p1');
      await payments.refund({ key: 'r1/1', reference: 'r1', providerRef, amountMinor: 500, currency: 'CAD' });
    });
    expect(events).toMatchObject([
      { kind: 'payment', paymentReference: 'p1', state: 'authorised', capturedMinor: 0 },
      { kind: 'payment', paymentReference: 'p1', state: 'captured', capturedMinor: 1500, currency: 'CAD' },
      { kind: 'dispute', reason: 'fraudulent', amountMinor: 1500, currency: 'CAD' },
      { kind: 'refund', refundReference: 'r1', state: 'settled', failureCode: null },
    ]);
    expect(new Set(events.map((event) => 'providerRef' in event && event.providerRef)).size).toBe(1);
  });

  it('tell declined, with the code', async () => {
    const events = await eventsOf(async (payments) => void (await pay(payments, 'pm_card_insufficientFunds')));
    expect(events).toMatchObject([{ kind: 'payment', state: 'declined', refusalCode: 'insufficient_funds' }]);
  });

  it('tell voided apart from expired', async () => {
    const voided = await eventsOf(async (payments) => {
      await payments.voidAuthorisation({ key: 'p1/void', providerRef: await pay(payments) });
    });
    expect(voided.at(-1)).toMatchObject({ kind: 'payment', state: 'voided' });
    received = [];
    const expired = await eventsOf(async (payments, vendor) => {
      await pay(payments);
      await vendor.expire('p1');
    });
    expect(expired.at(-1)).toMatchObject({ kind: 'payment', state: 'expired' });
  });

  it('tell a refund that failed after it was submitted', async () => {
    const events = await eventsOf(async (payments, vendor) => {
      const providerRef = await pay(payments);
      await payments.capture({ key: 'p1/capture', providerRef, amountMinor: 1999, currency: 'CAD' });
      await vendor.fault({ op: 'refund', mode: 'refund_fails' });
      await payments.refund({ key: 'r1/1', reference: 'r1', providerRef, amountMinor: 500, currency: 'CAD' });
    });
    const refunds = events.filter((event) => event.kind === 'refund');
    expect(refunds.map((refund) => refund.state)).toEqual(['submitted', 'failed', 'failed']);
    expect(refunds.at(-1)).toMatchObject({ refundReference: 'r1', failureCode: 'lost_or_stolen_card' });
  });

  it('are sent again after a refusal, and more than once and shuffled when asked to', async () => {
    refusals = 2;
    const act = async (payments: ReturnType<typeof createStripePayments>) => {
      await payments.voidAuthorisation({ key: 'p1/void', providerRef: await pay(payments) });
    };
    const events = await eventsOf(act, { duplicate: 2, shuffle: true, seed: 7 });
    expect(events).toHaveLength(6);
    expect(new Set(events.map((event) => 'id' in event && event.id)).size).toBe(2);
  });
});
