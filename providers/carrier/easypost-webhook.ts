import type { EasyPostClient } from './easypost-client.ts';
import { readScans } from './easypost-scan.ts';
import { eventShape, trackerShape } from './easypost-shapes.ts';
import type { CarrierWebhook } from './scan.ts';

export type WebhookKeys = { readonly webhookSecret: string; readonly correctionCodes: readonly string[] };

/** Checks the HMAC with the SDK, then reads the event. */
export function parseEasyPostWebhook(
  client: EasyPostClient,
  keys: WebhookKeys,
  received: { rawBody: Buffer; signature: string | undefined },
): CarrierWebhook {
  if (received.signature === undefined) return { kind: 'forged' };
  const event = verify(client, keys.webhookSecret, { rawBody: received.rawBody, signature: received.signature });
  return event === undefined ? { kind: 'forged' } : readEvent(event, keys.correctionCodes);
}

function verify(client: EasyPostClient, secret: string, received: { rawBody: Buffer; signature: string }): unknown {
  try {
    return client.Utils.validateWebhook(received.rawBody, { 'x-hmac-signature': received.signature }, secret);
  } catch {
    return undefined;
  }
}

function readEvent(raw: unknown, correctionCodes: readonly string[]): CarrierWebhook {
  const event = eventShape.safeParse(raw);
  if (!event.success) return { kind: 'malformed', reason: 'not an event of EasyPost' };
  const { id, description, result } = event.data;
  if (!description.startsWith('tracker.')) return { kind: 'ignored', id, type: description };
  const tracker = trackerShape.safeParse(result);
  if (!tracker.success) return { kind: 'malformed', reason: `${description} ${id} carries no tracker` };
  return {
    kind: 'tracking',
    id,
    trackingCode: tracker.data.tracking_code,
    scans: readScans(tracker.data, correctionCodes),
  };
}
