import {
  loadReturnParcel,
  openReturnParcel,
  type Parcel,
  type ParcelToOpen,
  writeReturnLabel,
} from '../../db/claims/return-label.ts';
import { keepSendBackParcel, loadSendBack, writeSendBackLabel } from '../../db/claims/send-back.ts';
import type { Database } from '../../db/pool.ts';
import type { ProcessChange } from '../../db/processes/change-process.ts';
import type { ClaimFacts } from '../../domain/claims/claim-facts.ts';
import type { Label } from '../../domain/shipping/label.ts';
import { chooseRate } from '../../domain/shipping/rate-choice.ts';
import type { ActivityDeps } from '../activity-deps.ts';
import { must } from '../orders/outside-call.ts';
import type { OutsideWork } from '../processes/process-definition.ts';
import { withoutTheirWords } from './outside-refusal.ts';

/** Where the parcels of one kind are kept. */
type Parcels = {
  /** Null when no label is wanted any more. */
  readonly load: (database: Database, id: string) => Promise<Parcel | null>;
  /** False where a parcel was kept before, by another attempt: that one alone is ever bought. */
  readonly keep: (database: Database, id: string, parcel: ParcelToOpen) => Promise<boolean>;
  readonly write: (change: ProcessChange<ClaimFacts>, id: string, label: Label) => Promise<void>;
};

/** The label for a parcel. The carrier's id of it is stored before the purchase: one label is paid for. */
const buyLabelOf =
  (parcels: Parcels): OutsideWork<ClaimFacts> =>
  async (deps, id) => {
    const label = await withoutTheirWords('The label', labelOf(deps, parcels, id));
    return async (change) => {
      if (label !== null) await parcels.write(change, id, label);
    };
  };

/** For the way back to us. */
export const buyReturnLabel = buyLabelOf({ load: loadReturnParcel, keep: openReturnParcel, write: writeReturnLabel });

/** For the way to the customer, of what was not accepted. */
export const buySendBackLabel = buyLabelOf({
  load: loadSendBack,
  keep: keepSendBackParcel,
  write: writeSendBackLabel,
});

async function labelOf(deps: ActivityDeps, parcels: Parcels, id: string): Promise<Label | null> {
  const parcel = await parcels.load(deps.database, id);
  if (parcel === null) return null;
  if (parcel.providerShipmentId === null) {
    const opened = await open(deps, parcels, parcel);
    return opened === null ? null : must('The label', await deps.carrier.buyLabel(opened));
  }
  const { providerShipmentId, rateId } = parcel;
  const { label } = must('The look-up', await deps.carrier.find(providerShipmentId));
  return label ?? must('The label', await deps.carrier.buyLabel({ providerShipmentId, rateId: rateId ?? '' }));
}

/** Null when another attempt was faster: the work is found due again if it still is. */
async function open(
  { carrier, database }: ActivityDeps,
  { keep }: Parcels,
  parcel: Parcel,
): Promise<ParcelToOpen | null> {
  const { id: reference, from, to, weightGrams } = parcel;
  const asked = { reference, from, to, parcel: { weightGrams: Math.max(1, weightGrams) } };
  const { rates, providerShipmentId } = must('The rate request', await carrier.rates(asked));
  // Nobody was promised a day: the cheapest brings it.
  const { rate } = chooseRate(rates, { now: 0, promiseOn: null });
  const opened = { providerShipmentId, rateId: rate.id };
  return (await keep(database, reference, opened)) ? opened : null;
}
