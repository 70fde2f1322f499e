import type { PlannedScan, ShipmentRow } from './book.ts';

/** One step of a way through the carrier's hands; `afterMs` counts from the step before. */
export type JourneyStep = {
  readonly status: string;
  readonly status_detail?: string | undefined;
  readonly afterMs: number;
};

type Step = { readonly status: string; readonly detail: string };

const delivered: readonly Step[] = [
  { status: 'in_transit', detail: 'received_at_origin_facility' },
  { status: 'out_for_delivery', detail: 'out_for_delivery' },
  { status: 'delivered', detail: 'arrived_at_destination' },
];

/** A name in the ship-to address may choose another end. */
const byMarker: readonly { readonly marker: string; readonly steps: readonly Step[] }[] = [
  {
    marker: 'RETURN',
    steps: [
      { status: 'in_transit', detail: 'received_at_origin_facility' },
      { status: 'failure', detail: 'refused' },
      { status: 'return_to_sender', detail: 'return' },
    ],
  },
  {
    marker: 'ATTEMPT',
    steps: [
      { status: 'in_transit', detail: 'received_at_origin_facility' },
      { status: 'out_for_delivery', detail: 'out_for_delivery' },
      { status: 'failure', detail: 'delivery_exception' },
      { status: 'out_for_delivery', detail: 'out_for_delivery' },
      { status: 'delivered', detail: 'arrived_at_destination' },
    ],
  },
  { marker: 'LOST', steps: [{ status: 'in_transit', detail: 'received_at_origin_facility' }] },
];

/** What becomes of a parcel by default: delivered, unless a marker in its ship-to name says otherwise. */
export function defaultJourney(
  shipment: ShipmentRow,
  pace: { startAfterMs: number; scanEveryMs: number },
): JourneyStep[] {
  const name = (shipment.to.name ?? '').toUpperCase();
  const steps = byMarker.find(({ marker }) => name.includes(marker))?.steps ?? delivered;
  return steps.map(({ status, detail }, no) => ({
    status,
    status_detail: detail,
    afterMs: no === 0 ? pace.startAfterMs : pace.scanEveryMs,
  }));
}

/** Gives each step its instant. */
export function planScans(steps: readonly JourneyStep[], now: number): PlannedScan[] {
  let at = now;
  return steps.map((step) => {
    at += step.afterMs;
    return { status: step.status, statusDetail: step.status_detail ?? null, at };
  });
}
