import { recordScans } from '../../../db/shipping/record-scans.ts';
import { hasLeft } from '../../../domain/orders/order-facts.ts';
import { type Command, done, refused } from './command.ts';

/** An agent states what really became of a parcel; it outweighs what the carrier said before. */
export const correctTracking: Command<'correct_tracking'> = async (change, { shipmentId, status, reason }, asker) => {
  const shipment = change.facts.shipments.find((s) => s.id === shipmentId);
  if (!shipment) return refused('not_found', { thing: `Shipment ${shipmentId}` });
  if (!hasLeft(shipment) || shipment.tracking === 'returned') {
    const state = shipment.tracking ?? shipment.state;
    return refused('shipment_not_ready', { shipment: shipmentId, state, needed: 'handed_over' });
  }
  const occurredAt = new Date(change.now).toISOString();
  const scan = {
    id: `correction-${change.facts.version}`,
    occurredAt,
    status,
    rawCode: `agent:${status}`,
    message: reason,
    correction: true,
  };
  await recordScans(change, shipmentId, [scan]);
  change.record('shipment.corrected', { shipment: shipmentId, status, by: asker.actor, reason });
  return done({ shipment: shipmentId, status });
};
