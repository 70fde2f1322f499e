import {
  loadReturnParcel,
  openReturnParcel,
  type ReturnParcel,
  writeReturnLabel,
} from '../../db/claims/return-label.ts';
import type { ClaimFacts } from '../../domain/claims/claim-facts.ts';
import { chooseRate } from '../../domain/shipping/rate-choice.ts';
import type { Label } from '../../providers/carrier/port.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { must } from '../orders/outside-call.ts';
import type { OutsideWork } from '../processes/process-definition.ts';
import { withoutTheirWords } from './outside-refusal.ts';

/** The label for the way back. The carrier's id of the parcel is stored before the purchase: one label is paid for. */
export const buyReturnLabel: OutsideWork<ClaimFacts> = async (deps, returnId) => {
  const label = await withoutTheirWords('The label', labelOf(deps, returnId));
  return async (change) => {
    if (label !== null) await writeReturnLabel(change, returnId, label);
  };
};

async function labelOf(deps: ActivityDeps, returnId: string): Promise<Label | null> {
  const parcel = await loadReturnParcel(deps.database, returnId);
  if (parcel === null) return null; // not wanted any more
  if (parcel.providerShipmentId === null)
    return must('The label', await deps.carrier.buyLabel(await offered(deps, parcel)));
  const { providerShipmentId, rateId } = parcel;
  const { label } = must('The look-up', await deps.carrier.find(providerShipmentId));
  return label ?? must('The label', await deps.carrier.buyLabel({ providerShipmentId, rateId: rateId ?? '' }));
}

async function offered({ carrier, database }: ActivityDeps, parcel: ReturnParcel) {
  const { id: reference, from, to, weightGrams } = parcel;
  const asked = { reference, from, to, parcel: { weightGrams: Math.max(1, weightGrams) } };
  const { rates, providerShipmentId } = must('The rate request', await carrier.rates(asked));
  // Nobody was promised a day: the cheapest brings it.
  const { rate } = chooseRate(rates, { now: 0, promiseOn: null });
  await openReturnParcel(database, reference, { providerShipmentId, rateId: rate.id });
  return { providerShipmentId, rateId: rate.id };
}
