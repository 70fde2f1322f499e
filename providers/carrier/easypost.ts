import type { Address } from '../../domain/orders/address.ts';
import { outsideTimeouts } from '../../domain/outside-timeouts.ts';
import type { Scan } from '../../domain/shipping/tracking-fold.ts';
import type { Answer } from '../answer.ts';
import { ask } from './easypost-answer.ts';
import { createEasyPostClient, type EasyPostClient } from './easypost-client.ts';
import { buyLabel, voidLabel } from './easypost-label.ts';
import { readLabel, readRates, readShipment, readVoidAsked } from './easypost-read.ts';
import { readScans } from './easypost-scan.ts';
import { trackerListShape } from './easypost-shapes.ts';
import { parseEasyPostWebhook } from './easypost-webhook.ts';
import type { CarrierProvider } from './port.ts';

export type EasyPostOptions = {
  readonly apiKey: string;
  readonly webhookSecret: string;
  /** Another address of the API, with or without its `/v2/`; EasyPost's own when absent. */
  readonly baseUrl?: string;
  /** After this long without an answer a call is `unknown`. */
  readonly timeoutMs?: number;
  /** Carrier codes by which this account's carriers take a statement back (a delivery scanned at the wrong door). */
  readonly correctionCodes?: readonly string[];
};

/** The carrier port over EasyPost's own SDK. Shipments are bought by the id stored before, never by reference. */
export function createEasyPost(options: EasyPostOptions): CarrierProvider {
  const client = createEasyPostClient(options.apiKey, {
    timeoutMs: options.timeoutMs ?? outsideTimeouts.callMs,
    ...(options.baseUrl !== undefined && { baseUrl: options.baseUrl }),
  });
  const keys = { webhookSecret: options.webhookSecret, correctionCodes: options.correctionCodes ?? [] };
  return {
    rates: (request) =>
      ask(
        () =>
          client.Shipment.create({
            reference: request.reference,
            from_address: toEasyPostAddress(request.from),
            to_address: toEasyPostAddress(request.to),
            parcel: { weight: toOunces(request.parcel.weightGrams) },
          }),
        (answer) => readShipment(answer, readRates),
      ),
    buyLabel: (request) => buyLabel(client, request),
    find: (providerShipmentId) => find(client, providerShipmentId),
    voidLabel: ({ providerShipmentId }) => voidLabel(client, providerShipmentId),
    track: (trackingCode) => track(client, trackingCode, keys.correctionCodes),
    parseWebhook: (rawBody, signature) => parseEasyPostWebhook(client, keys, { rawBody, signature }),
  };
}

async function find(client: EasyPostClient, providerShipmentId: string): ReturnType<CarrierProvider['find']> {
  const answer = await ask(
    () => client.Shipment.retrieve(providerShipmentId),
    (found) =>
      readShipment(found, (shipment) => ({
        kind: 'done',
        label: readLabel(shipment),
        voided: readVoidAsked(shipment),
      })),
  );
  return answer.kind === 'refused' && answer.code === 'NOT_FOUND' ? { ...answer, code: 'no_parcel' } : answer;
}

const YEAR_MS = 365 * 86_400_000;

/** Lists by code, newest tracker first, since carriers use codes again. Without a start EasyPost looks back one month only. */
const track = (
  client: EasyPostClient,
  trackingCode: string,
  correctionCodes: readonly string[],
): ReturnType<CarrierProvider['track']> =>
  ask(
    () =>
      client.Tracker.all({
        tracking_code: trackingCode,
        start_datetime: new Date(Date.now() - YEAR_MS).toISOString(),
      }),
    (answer) => readTracking(answer, { trackingCode, correctionCodes }),
  );

function readTracking(
  answer: unknown,
  wanted: { trackingCode: string; correctionCodes: readonly string[] },
): Answer<{ readonly scans: readonly Scan[] }> {
  const list = trackerListShape.safeParse(answer);
  if (!list.success) return { kind: 'unknown', reason: 'the list of trackers could not be read' };
  const newest = list.data.trackers.find((tracker) => tracker.tracking_code === wanted.trackingCode);
  return { kind: 'done', scans: newest ? readScans(newest, wanted.correctionCodes) : [] };
}

const toEasyPostAddress = (address: Address) => ({
  name: address.name,
  street1: address.line1,
  ...(address.line2 !== undefined && { street2: address.line2 }),
  city: address.city,
  state: address.region,
  zip: address.postalCode,
  country: address.country,
});

const GRAMS_PER_OUNCE = 28.349523125;

/** EasyPost weighs in ounces to one decimal; rounded up, since too light a label is charged again. */
const toOunces = (grams: number): number => Math.max(1, Math.ceil((grams / GRAMS_PER_OUNCE) * 10)) / 10;
