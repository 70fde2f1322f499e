import { eq, sql } from 'drizzle-orm';
import type { Database } from '../../db/pool.ts';
import { shipments } from '../../db/schema/shipping.ts';
import { loadShipment, type ShipmentForCall } from '../../db/shipping/load-shipment.ts';
import type { Progress } from '../../domain/orders/progress.ts';
import { chooseRate } from '../../domain/shipping/rate-choice.ts';
import type { RateReason } from '../../domain/shipping/rate-reasons.ts';
import { takeAhead } from './look-ahead.ts';
import { runStep, type StepInput } from './order-step.ts';
import { must } from './outside-call.ts';
import type { OutsideDeps } from './outside-deps.ts';
import { tellOfDelay } from './watch-shipments.ts';

/**
 * Chooses the cheapest service that meets the promise and buys its label. The carrier's id of the parcel is stored
 * before the purchase and only that id is ever bought, so one label is paid for. Its undo is `voidLabel`.
 */
export async function buyLabel(deps: OutsideDeps, input: StepInput, shipmentId: string): Promise<Progress> {
  const shipment =
    takeAhead(deps.database, input.orderId, { kind: 'buy_label', subject: shipmentId }) ??
    (await loadShipment(deps.database.query, shipmentId));
  const open = shipment !== null && ['planned', 'labelling'].includes(shipment.state);
  if (!open) return runStep(deps.database, input, async () => undefined);
  const parcel = shipment.providerShipmentId !== null ? known(shipment) : await openParcel(deps, input, shipment);
  if (parcel === null) return runStep(deps.database, input, async () => undefined); // changed meanwhile
  const label = await purchase(deps, parcel);
  return runStep(deps.database, input, async (change) => {
    const current = change.facts.shipments.find((s) => s.id === shipmentId);
    if (current?.labelledAt !== null) return; // another attempt was faster
    await change.tx
      .update(shipments)
      .set({
        trackingCode: label.trackingCode,
        trackingUrl: label.trackingUrl,
        labelUrl: label.labelUrl,
        carrier: label.carrier,
        service: label.service,
        rateMinor: label.rateMinor,
        rateCurrency: label.currency,
        labelledAt: new Date(change.now),
        handOverDue: new Date(change.now + change.facts.policy.handOverDueMs),
        ...(current.state === 'labelling' && { state: 'labelled' }),
      })
      .where(eq(shipments.id, shipmentId));
    change.record('shipment.labelled', { shipment: shipmentId, carrier: label.carrier, service: label.service });
    // Known now, so told now: the day itself would be late.
    if (parcel.serviceReason === lateReason && current.state === 'labelling' && !current.delayTold)
      await tellOfDelay(change, current);
  });
}

const lateReason: RateReason = 'fastest_too_late';

type Parcel = {
  readonly providerShipmentId: string;
  readonly rateId: string;
  /** Why this rate was chosen. */
  readonly serviceReason: string | null;
  readonly boughtBefore: boolean;
};

const known = (shipment: ShipmentForCall): Parcel => ({
  providerShipmentId: shipment.providerShipmentId ?? '',
  rateId: shipment.rateId ?? '',
  serviceReason: shipment.serviceReason,
  boughtBefore: true,
});

/** Registers the parcel and stores its id and rate; null when the order changed meanwhile. */
async function openParcel(deps: OutsideDeps, input: StepInput, shipment: ShipmentForCall): Promise<Parcel | null> {
  const offered = must(
    'The rate request',
    await deps.carrier.rates({
      reference: shipment.id,
      from: shipment.from,
      to: shipment.to,
      parcel: { weightGrams: Math.max(1, shipment.weightGrams) },
    }),
  );
  const choice = chooseRate(offered.rates, {
    now: input.now,
    dayMs: shipment.carrierDayMs ?? undefined,
    promiseOn: shipment.promiseOn === null ? null : Date.parse(shipment.promiseOn),
  });
  const parcel = {
    providerShipmentId: offered.providerShipmentId,
    rateId: choice.rate.id,
    serviceReason: choice.reason,
  };
  return (await startLabelling(deps.database, shipment, parcel)) ? { ...parcel, boughtBefore: false } : null;
}

/**
 * False when the shipment was cancelled, its order's address changed, or another attempt opened a parcel for it, while the
 * carrier was asked: the work is found due again if it still is. Waits for a change of the order that is under way, by its row's lock.
 */
async function startLabelling(
  database: Database,
  { id, orderId, to }: ShipmentForCall,
  parcel: { providerShipmentId: string; rateId: string; serviceReason: string },
): Promise<boolean> {
  const rows = await database.query.execute<{ id: string }>(sql`
    with destination as materialized (select ship_to from orders where id = ${orderId} for update)
    update shipments set provider_shipment_id = ${parcel.providerShipmentId}, rate_id = ${parcel.rateId},
      service_reason = ${parcel.serviceReason}, state = 'labelling', ship_to = destination.ship_to
    from destination
    where id = ${id} and state in ('planned', 'labelling') and provider_shipment_id is null and destination.ship_to = ${JSON.stringify(to)}::jsonb
    returning id`);
  return rows.length === 1;
}

async function purchase(deps: OutsideDeps, parcel: Parcel) {
  if (parcel.boughtBefore) {
    const found = must('The look-up', await deps.carrier.find(parcel.providerShipmentId));
    if (found.label) return found.label;
  }
  return must('The label', await deps.carrier.buyLabel(parcel));
}
