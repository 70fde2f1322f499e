import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EasyPostSimulator, startEasyPostSimulator } from '../../simulators/easypost/simulator.ts';
import { signWebhook } from '../../simulators/easypost/webhooks.ts';
import { createEasyPost } from './easypost.ts';
import type { CarrierProvider } from './port.ts';
import type { CarrierWebhook } from './webhook.ts';

const address = { name: 'Roy', line1: '2 rue B', city: 'Laval', region: 'QC', postalCode: 'H7A 0A1', country: 'CA' };
// Both spellings of é: the secret is compared in NFKD.
const secret = 'caf\u00e9';
const sameSecret = 'cafe\u0301';

let folder: string;
let receiver: Server;
let simulator: EasyPostSimulator;
let carrier: CarrierProvider;
let refuseNext: number;
let posts: { body: Buffer; signature: string }[];
let arrived: (event: CarrierWebhook) => void;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'easypost-'));
  refuseNext = 0;
  posts = [];
  arrived = () => undefined;
  receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const post = { body: Buffer.concat(chunks), signature: String(request.headers['x-hmac-signature']) };
    posts.push(post);
    refuseNext -= 1;
    response.writeHead(refuseNext >= 0 ? 503 : 200).end();
    if (refuseNext < 0) arrived(carrier.parseWebhook(post.body, post.signature));
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  await start();
});
afterEach(async () => {
  await simulator.close();
  receiver.close();
  receiver.closeAllConnections();
  rmSync(folder, { recursive: true });
});

async function start(): Promise<void> {
  // A cast: a TCP server's address is never a pipe name.
  const { port } = receiver.address() as AddressInfo;
  simulator = await startEasyPostSimulator({
    port: 0,
    webhookUrl: `http://127.0.0.1:${port}/webhooks/easypost`,
    webhookSecret: secret,
    scanEveryMs: 5,
    autoJourney: true,
    bookFile: path.join(folder, 'book'),
  });
  carrier = createEasyPost({
    apiKey: 'k',
    webhookSecret: sameSecret,
    baseUrl: simulator.url,
    correctionCodes: ['CORRECTED'],
  });
}

const order = (route: string, body: object = {}) =>
  fetch(`${simulator.url}/_sim/${route}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

async function buy(name: string, weightGrams = 900): Promise<string> {
  const offer = await carrier.rates({
    reference: 'r',
    from: address,
    to: { ...address, name },
    parcel: { weightGrams },
  });
  if (offer.kind !== 'done') throw new Error(offer.kind);
  const label = await carrier.buyLabel({ providerShipmentId: offer.providerShipmentId, rateId: offer.rates[0].id });
  if (label.kind !== 'done') throw new Error(label.kind);
  return label.trackingCode;
}

/** Resolves with the statuses said so far once `last` is among them. */
function heard(last: string): Promise<readonly (string | null)[]> {
  return new Promise((resolve) => {
    arrived = (event) => {
      const statuses = event.kind === 'tracking' ? event.scans.map((scan) => scan.status) : [];
      if (statuses.some((status) => status === last)) resolve(statuses);
    };
  });
}

describe('events of the carrier', () => {
  it.each([
    ['Mme Roy', ['label_created', 'in_transit', 'out_for_delivery', 'delivered']],
    ['Mme RETURN', ['label_created', 'in_transit', 'exception', 'returning']],
    ['Mme LOST', ['label_created', 'in_transit']],
  ])('tell the whole way of a parcel to %s, signed', async (name, way) => {
    const code = await buy(name);
    const end = heard(way.at(-1) ?? '');
    await order(`trackers/${code}/post`);
    expect(await end).toEqual(way);
  });

  it('verify when the weight is a whole number of ounces', async () => {
    const created = heard('label_created');
    await buy('Roy', 340); // 12 oz
    await created;
    expect(posts[0]?.body.toString()).toContain('"weight":12.0');
  });

  it('carry the same scan ids as a poll', async () => {
    const got = new Promise<CarrierWebhook>((resolve) => {
      arrived = resolve;
    });
    const code = await buy('Roy');
    const event = await got;
    const poll = await carrier.track(code);
    expect(event).toMatchObject({ kind: 'tracking', trackingCode: code });
    expect(event.kind === 'tracking' && event.scans).toEqual(poll.kind === 'done' && poll.scans);
  });

  it('mark a scan that takes an earlier one back', async () => {
    const code = await buy('Roy');
    const taken = heard('in_transit');
    await order(`trackers/${code}/scan`, { status: 'delivered' });
    await order(`trackers/${code}/scan`, { status: 'in_transit', carrier_code: 'CORRECTED' });
    await taken;
    const poll = await carrier.track(code);
    expect(poll.kind === 'done' && poll.scans.map((scan) => scan.correction)).toEqual([false, false, true]);
  });

  it('come again until they are taken', async () => {
    refuseNext = 1;
    const created = heard('label_created');
    await buy('Roy');
    await created;
    expect(posts.map(({ body }) => body)).toEqual([posts[0]?.body, posts[0]?.body]);
  });

  it('go on after the carrier’s machine was started again', async () => {
    const code = await buy('Roy');
    await order(`trackers/${code}/journey`, { scans: [{ status: 'delivered', afterMs: 50 }] });
    await simulator.close();
    const end = heard('delivered');
    await start();
    await end;
    expect(await carrier.track(code)).toMatchObject({ scans: [{ status: 'label_created' }, { status: 'delivered' }] });
  });
});

describe('parseWebhook', () => {
  const body = Buffer.from('{"id":"evt_1","description":"refund.successful","result":{"object":"Refund"}}');

  it('calls anything without the right signature forged', () => {
    expect(carrier.parseWebhook(body, undefined)).toEqual({ kind: 'forged' });
    expect(carrier.parseWebhook(body, '')).toEqual({ kind: 'forged' });
    expect(carrier.parseWebhook(body, `hmac-sha256-hex=${'0'.repeat(64)}`)).toEqual({ kind: 'forged' });
  });

  it('rejects a signed event of which one byte was changed', async () => {
    const created = heard('label_created');
    await buy('Roy');
    await created;
    const [post] = posts;
    const changed = Buffer.from(String(post?.body).replace('pre_transit', 'delivered'));
    expect(carrier.parseWebhook(changed, post?.signature)).toEqual({ kind: 'forged' });
  });

  it('takes note of other events, and names what it cannot read', () => {
    const parse = (text: string) => carrier.parseWebhook(Buffer.from(text), signWebhook(text, secret));
    expect(parse(body.toString())).toEqual({ kind: 'ignored', id: 'evt_1', type: 'refund.successful' });
    expect(parse('{"id":"evt_2","description":"tracker.updated","result":{}}')).toMatchObject({ kind: 'malformed' });
    expect(parse('[]')).toMatchObject({ kind: 'malformed' });
  });
});
