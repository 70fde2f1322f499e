import type { Text } from '../../domain/orders/wording.ts';
import type { EasyPostClient } from './easypost-client.ts';
import { readScans } from './easypost-scan.ts';
import { eventShape, trackerShape } from './easypost-shapes.ts';
import type { CarrierWebhook } from './webhook.ts';

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

const noEvent: Text = { en: 'it is no event of EasyPost', fr: 'ce n’est pas un événement d’EasyPost' };

const noTracker = (event: string): Text => ({
  en: `${event} carries no tracker that we know`,
  fr: `${event} ne contient aucun suivi que nous connaissons`,
});

function readEvent(raw: unknown, correctionCodes: readonly string[]): CarrierWebhook {
  const event = eventShape.safeParse(raw);
  if (!event.success) return { kind: 'malformed', reason: noEvent };
  const { id, description, result } = event.data;
  if (!description.startsWith('tracker.')) return { kind: 'ignored', id, type: description };
  const tracker = trackerShape.safeParse(result);
  if (!tracker.success) return { kind: 'malformed', reason: noTracker(`${description} ${id}`) };
  return {
    kind: 'tracking',
    id,
    trackingCode: tracker.data.tracking_code,
    scans: readScans(tracker.data, correctionCodes),
  };
}
