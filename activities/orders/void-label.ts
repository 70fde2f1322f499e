import { eq } from 'drizzle-orm';
import type { OrderChange } from '../../db/orders/change-order.ts';
import { shipments } from '../../db/schema/shipping.ts';
import { loadShipment } from '../../db/shipping/load-shipment.ts';
import type { Progress } from '../../domain/orders/progress.ts';
import { runStep, type StepInput } from './order-step.ts';
import { must, RefusedByProvider } from './outside-call.ts';
import type { OutsideDeps } from './outside-deps.ts';
import { releaseShipment } from './release-stock.ts';

/** Undo of `buyLabel`: voids the label if there is one, then frees the stock. The payment is voided after it. */
export async function voidLabel(deps: OutsideDeps, input: StepInput, shipmentId: string): Promise<Progress> {
  const shipment = await loadShipment(deps.database.query, shipmentId);
  if (shipment === null || shipment.state !== 'voiding') return runStep(deps.database, input, async () => undefined);
  if (shipment.providerShipmentId !== null) {
    const { label } = must('The look-up', await deps.carrier.find(shipment.providerShipmentId));
    if (label) await voidAtCarrier(deps, shipment.providerShipmentId);
  }
  return runStep(deps.database, input, (change) => endVoidedShipment(change, shipmentId));
}

async function voidAtCarrier(deps: OutsideDeps, providerShipmentId: string): Promise<void> {
  const answer = must('The void of the label', await deps.carrier.voidLabel({ providerShipmentId }));
  if (answer.state === 'refused')
    throw new RefusedByProvider('The void of the label', { code: 'label_void_refused', message: 'it was used' });
}

/** The label is gone, or a supervisor said so: the shipment ends and its stock is free, once. */
export async function endVoidedShipment(change: OrderChange, shipmentId: string): Promise<void> {
  if (change.facts.shipments.find((s) => s.id === shipmentId)?.state !== 'voiding') return;
  await change.tx.update(shipments).set({ state: 'cancelled' }).where(eq(shipments.id, shipmentId));
  await releaseShipment(change, shipmentId);
  change.record('shipment.cancelled', { shipment: shipmentId });
}
