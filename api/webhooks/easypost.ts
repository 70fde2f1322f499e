import { findByTrackingCode } from '../../db/shipping/find-shipment.ts';
import { recordScans } from '../../db/shipping/record-scans.ts';
import type { ApiDeps } from '../deps.ts';
import { refuse } from '../problem.ts';
import { takeReturnScans } from './return-scans.ts';
import { takeIn } from './take-in.ts';

/** What the carrier says about a parcel. Throws a refusal for what is forged, unreadable or not ours. */
export async function takeCarrierEvent(deps: ApiDeps, rawBody: Buffer, signature: string | undefined): Promise<void> {
  const event = deps.carrier.parseWebhook(rawBody, signature);
  switch (event.kind) {
    case 'forged':
      throw refuse('webhook_forged');
    case 'malformed':
      throw refuse('webhook_malformed', { why: event.reason });
    case 'ignored':
      return;
    case 'tracking': {
      const { trackingCode, scans } = event;
      const occurredAt = scans.at(-1)?.occurredAt ?? new Date().toISOString();
      const stored = {
        provider: 'easypost' as const,
        id: event.id,
        type: 'tracker',
        occurredAt,
        payload: { trackingCode, scans: scans.map((scan) => scan.id) },
      };
      const taken = await takeIn(deps, {
        event: stored,
        find: (tx) => findByTrackingCode(tx, trackingCode),
        apply: (change, shipment) => recordScans(change, shipment, scans),
      });
      if (taken === 'not_ours' && (await takeReturnScans(deps, stored, { trackingCode, scans }))) return;
      // Not stored: the label's purchase may still be on its way here, and the carrier posts again.
      if (taken === 'not_ours') throw refuse('unknown_tracking_code', { code: trackingCode });
      return;
    }
    default:
      assertNever(event);
  }
}

function assertNever(value: never): never {
  throw new Error(`unknown carrier event ${JSON.stringify(value)}`);
}
