import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EasyPostSimulator, startEasyPostSimulator } from '../../simulators/easypost/simulator.ts';
import { createEasyPost } from './easypost.ts';
import type { CarrierProvider } from './port.ts';

const from = { name: 'Nord', line1: '1 rue A', city: 'Laval', region: 'QC', postalCode: 'H7A 0A1', country: 'CA' };
const to = { name: 'Mme Roy', line1: '2 rue B', city: 'Gatineau', region: 'QC', postalCode: 'J8X 1A1', country: 'CA' };

let simulator: EasyPostSimulator;
let carrier: CarrierProvider;

beforeEach(async () => {
  simulator = await startEasyPostSimulator({ port: 0, webhookSecret: 's', scanEveryMs: 1 });
  carrier = connect(5_000);
});
afterEach(() => simulator.close());

const connect = (timeoutMs: number) =>
  createEasyPost({ apiKey: 'EZTK', webhookSecret: 's', baseUrl: simulator.url, timeoutMs });

const order = (path: string, body: object) =>
  fetch(`${simulator.url}/_sim/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const fault = (op: string, mode: string) => order('faults', { op, mode });

const book = (): Promise<unknown> => fetch(`${simulator.url}/_sim/book`).then((answer) => answer.json());

async function openParcel(name = to.name) {
  const answer = await carrier.rates({
    reference: 'ord_1-s1',
    from,
    to: { ...to, name },
    parcel: { weightGrams: 1_000 },
  });
  if (answer.kind !== 'done') throw new Error(answer.kind);
  return { providerShipmentId: answer.providerShipmentId, rateId: answer.rates[0].id, rates: answer.rates };
}

async function buy() {
  const parcel = await openParcel();
  const label = await carrier.buyLabel(parcel);
  if (label.kind !== 'done') throw new Error(label.kind);
  return { ...parcel, ...label };
}

describe('rates', () => {
  it('prices each service in minor units with its days on the way', async () => {
    const { rates } = await openParcel();
    // 1,000 g are 35.3 oz: three pounds begun.
    expect(
      rates.map(({ service, rateMinor, currency, deliveryDays }) => [service, rateMinor, currency, deliveryDays]),
    ).toEqual([
      ['RegularParcel', 1_229, 'CAD', 6],
      ['ExpeditedParcel', 1_729, 'CAD', 3],
      ['PurolatorExpress', 3_345, 'CAD', 1],
    ]);
  });

  it('is refused where no service goes', async () => {
    const answer = await carrier.rates({
      reference: 'r',
      from,
      to: { ...to, name: 'NOWHERE' },
      parcel: { weightGrams: 1 },
    });
    expect(answer).toMatchObject({ kind: 'refused', code: 'no_rates' });
  });
});

describe('buyLabel', () => {
  it('buys the chosen service under our reference', async () => {
    const label = await buy();
    expect(label).toMatchObject({ carrier: 'CanadaPost', service: 'RegularParcel', rateMinor: 1_229, currency: 'CAD' });
    expect(await book()).toMatchObject({
      shipments: [{ reference: 'ord_1-s1', trackingCode: label.trackingCode, rate: '12.29' }],
    });
  });

  it('gives the first label again and pays for one when it is called twice', async () => {
    const first = await buy();
    const again = await carrier.buyLabel(first);
    expect(again).toMatchObject({ kind: 'done', trackingCode: first.trackingCode });
    expect(await book()).toMatchObject({ shipments: [{ reference: 'ord_1-s1' }] });
  });

  it.each([
    ['timeout_after', true],
    ['timeout_before', false],
    ['error_500', false],
  ])('is unknown after %s, and find tells what happened', async (mode, bought) => {
    const parcel = await openParcel();
    await fault('buy', mode);
    expect(await connect(1_000).buyLabel(parcel)).toMatchObject({ kind: 'unknown' });
    const found = await carrier.find(parcel.providerShipmentId);
    expect(found.kind === 'done' && found.label !== null).toBe(bought);
    expect(await carrier.buyLabel(parcel)).toMatchObject({ kind: 'done' });
    expect(await book()).toMatchObject({ shipments: [{ reference: 'ord_1-s1' }] });
  });

  it('is unknown when nobody listens', async () => {
    const parcel = await openParcel();
    const gone = createEasyPost({ apiKey: 'k', webhookSecret: 's', baseUrl: 'http://127.0.0.1:9' });
    expect(await gone.buyLabel(parcel)).toMatchObject({ kind: 'unknown' });
  });

  it('is refused with the carrier’s code and words', async () => {
    const parcel = await openParcel();
    await fault('buy', 'refuse');
    expect(await carrier.buyLabel(parcel)).toMatchObject({ kind: 'refused', code: 'SHIPMENT.POSTAGE.FAILURE' });
    expect(await carrier.find(parcel.providerShipmentId)).toEqual({ kind: 'done', label: null, voided: 'none' });
  });

  it('of a parcel that the carrier does not have is found nowhere, which is a clear answer', async () => {
    expect(await carrier.find('shp_nowhere')).toMatchObject({ kind: 'refused', code: 'no_parcel' });
  });
});

describe('voidLabel', () => {
  it('submits the refund, and says so again when asked twice', async () => {
    const label = await buy();
    expect(await carrier.voidLabel(label)).toEqual({ kind: 'done', state: 'submitted' });
    expect(await carrier.voidLabel(label)).toEqual({ kind: 'done', state: 'submitted' });
    expect(await book()).toMatchObject({ shipments: [{ refunded: true }] });
    expect(await carrier.find(label.providerShipmentId)).toMatchObject({ label: {}, voided: 'submitted' });
  });

  it('is refused for a label that was used', async () => {
    const label = await buy();
    await order(`trackers/${label.trackingCode}/scan`, { status: 'in_transit' });
    expect(await carrier.voidLabel(label)).toEqual({ kind: 'done', state: 'refused' });
  });

  it('is refused for a parcel without a label', async () => {
    expect(await carrier.voidLabel(await openParcel())).toMatchObject({ kind: 'refused' });
  });

  it('keeps the refund that a lost answer had made', async () => {
    const label = await buy();
    await fault('void', 'timeout_after');
    expect(await connect(1_000).voidLabel(label)).toMatchObject({ kind: 'unknown' });
    expect(await carrier.voidLabel(label)).toEqual({ kind: 'done', state: 'submitted' });
  });
});

describe('track', () => {
  it('gives every scan in our words, oldest first, with the raw code', async () => {
    const { trackingCode } = await buy();
    const scan = (status: string, status_detail: string, day: number) =>
      order(`trackers/${trackingCode}/scan`, { status, status_detail, datetime: `2999-01-0${day}T00:00:00Z` });
    await scan('failure', 'delivery_exception', 3);
    await scan('in_transit', 'arrived_at_facility', 2);
    await scan('teleported', 'sideways', 4);
    const answer = await carrier.track(trackingCode);
    if (answer.kind !== 'done') throw new Error(answer.kind);
    expect(answer.scans.map(({ status, rawCode }) => [status, rawCode])).toEqual([
      ['label_created', 'pre_transit:label_created'],
      ['in_transit', 'in_transit:arrived_at_facility'],
      ['attempt_failed', 'failure:delivery_exception'],
      [null, 'teleported:sideways'],
    ]);
    expect(await carrier.track(trackingCode)).toEqual(answer);
  });

  it('knows nothing about an unknown code', async () => {
    expect(await carrier.track('nope')).toEqual({ kind: 'done', scans: [] });
  });
});
