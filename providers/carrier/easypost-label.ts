import type { Label } from '../../domain/shipping/label.ts';
import type { Answer } from '../answer.ts';
import { ask, readEasyPostError } from './easypost-answer.ts';
import type { EasyPostClient } from './easypost-client.ts';
import { readLabel, readShipment, readVoidState } from './easypost-read.ts';
import type { BuyLabelRequest, VoidState } from './port.ts';

/** Buys the label of a parcel by its stored id; a parcel that has one answers with it. The undo is `voidLabel`. */
export const buyLabel = (client: EasyPostClient, request: BuyLabelRequest): Promise<Answer<Label>> =>
  ask(
    () => buyOnce(client, request),
    (answer) =>
      readShipment(answer, (shipment) => {
        const label = readLabel(shipment);
        return label ? { kind: 'done', ...label } : { kind: 'unknown', reason: 'bought, but no label came with it' };
      }),
  );

async function buyOnce(client: EasyPostClient, { providerShipmentId, rateId }: BuyLabelRequest): Promise<unknown> {
  try {
    return await client.Shipment.buy(providerShipmentId, rateId);
  } catch (error) {
    const answer = readEasyPostError(error);
    if (answer.kind !== 'refused' || answer.code !== 'SHIPMENT.POSTAGE.EXISTS') throw error;
    return client.Shipment.retrieve(providerShipmentId);
  }
}

/** Asks for the label's money back. */
export const voidLabel = (client: EasyPostClient, id: string): Promise<Answer<{ readonly state: VoidState }>> =>
  ask(
    () => refundOnce(client, id),
    (answer) =>
      readShipment(answer, (shipment) => {
        const state = readVoidState(shipment);
        return state ? { kind: 'done', state } : { kind: 'unknown', reason: 'the refund has no state yet' };
      }),
  );

/** EasyPost refuses a second refund of one label; what became of the first one is the answer then. */
async function refundOnce(client: EasyPostClient, id: string): Promise<unknown> {
  try {
    return await client.Shipment.refund(id);
  } catch (error) {
    if (readEasyPostError(error).kind !== 'refused') throw error;
    const shipment = await client.Shipment.retrieve(id);
    const asked = readShipment(shipment, (s) => ({ kind: 'done', state: readVoidState(s) }));
    if (asked.kind === 'done' && asked.state !== null) return shipment;
    throw error;
  }
}
