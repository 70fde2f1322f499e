import { ApplicationFailure } from '@temporalio/activity';
import { eq } from 'drizzle-orm';
import { commitReservations } from '../../db/inventory/commit-reservations.ts';
import { type OrderChange, withFreshFacts } from '../../db/orders/change-order.ts';
import { type AllocationInput, loadAllocationInput } from '../../db/orders/load-allocation-input.ts';
import type { Database } from '../../db/pool.ts';
import { orders } from '../../db/schema/orders.ts';
import { type AllocationPlan, planAllocation } from '../../domain/inventory/plan.ts';
import type { Progress } from '../../domain/orders/progress.ts';
import type { ReservationBatcher } from '../inventory/reservation-batcher.ts';
import { confirmIfSecured } from './confirm-order.ts';
import { adoptHeld, insertShipments, plansPrepaid } from './insert-shipments.ts';
import { keepAsked, stillOpen } from './keep-asked.ts';
import { takeAhead } from './look-ahead.ts';
import type { NewShipment } from './new-shipment.ts';
import { runStep, type StepInput } from './order-step.ts';
import { raiseApprovalIfNeeded } from './raise-approval.ts';
import { settleShortage } from './settle-shortage.ts';

/** Plans that lost the race for their stock are made anew this often; then what is missing is a shortage. */
const replans = 3;

/**
 * Plans the order's open units and reserves them, all or nothing per plan. Key of the reservation: order and
 * generation. A worker that died after reserving finds the units held and goes on with them. Undo: `unplanShipments`.
 */
export async function reserveStock(
  deps: { database: Database; reservations: ReservationBatcher },
  input: StepInput,
): Promise<Progress> {
  const ahead = takeAhead(deps.database, input.orderId, { kind: 'reserve', subject: input.orderId });
  // A shortage is never concluded from what was read before: stock may have come in since.
  const given = ahead !== null && planFor(ahead).short.length === 0 ? ahead : null;
  for (let round = 0; ; round += 1) {
    const state = (round === 0 ? given : null) ?? (await loadAllocationInput(deps.database.query, input.orderId));
    if (state === null) throw ApplicationFailure.nonRetryable(`order ${input.orderId} does not exist`, 'not_found');
    if (state.held.some((row) => row.shipmentNo !== null)) return adopt(deps.database, input, state);
    const plan = planFor(state);
    const shipments = numbered(plan, state);
    if (shipments.length === 0 || (await reserved(deps.reservations, input, state, shipments))) {
      return recordAllocation(deps.database, input, plan, shipments);
    }
    if (round >= replans) return recordAllocation(deps.database, input, nothingOf(plan, state), []);
  }
}

/** With the parts to take from the shelf. */
type PlannedShipment = NewShipment & {
  readonly demand: readonly { readonly lineNo: number; readonly sku: string; readonly quantity: number }[];
};

function planFor(state: AllocationInput): AllocationPlan {
  const open = state.lines.filter((line) => line.open > 0);
  const prepaid = open.filter((line) => line.prepaid > 0);
  const demand = prepaid.length > 0 ? prepaid.map((l) => ({ ...l, open: Math.min(l.open, l.prepaid) })) : open;
  return planAllocation({
    demand: demand.map((line) => ({ lineNo: line.lineNo, sku: line.sku, quantity: line.open, parts: line.parts })),
    stock: state.stock,
    locations: state.locations,
    shipTo: state.shipTo,
  });
}

function numbered(plan: AllocationPlan, state: AllocationInput): PlannedShipment[] {
  const prepaid = plansPrepaid(state.lines);
  return plan.shipments.map((shipment, index) => ({ ...shipment, no: state.nextShipmentNo + index, prepaid }));
}

async function reserved(
  reservations: ReservationBatcher,
  input: StepInput,
  state: AllocationInput,
  shipments: readonly PlannedShipment[],
): Promise<boolean> {
  const answer = await reservations.reserve({
    orderId: input.orderId,
    purpose: 'order',
    generation: state.lastGeneration + 1,
    leaseUntil: new Date(input.now + state.leaseMs),
    lines: shipments.flatMap((s) => s.demand.map((d) => ({ ...d, shipmentNo: s.no, locationId: s.locationId }))),
  });
  return answer.kind === 'reserved';
}

function recordAllocation(
  database: Database,
  input: StepInput,
  plan: AllocationPlan,
  shipments: readonly PlannedShipment[],
): Promise<Progress> {
  return runStep(database, input, async (change) => {
    // Also of a plan that sends nothing: those are the reasons people ask for.
    if (plan.reasons.length > 0) {
      await change.tx
        .update(orders)
        .set({ planReasons: [...plan.reasons] })
        .where(eq(orders.id, change.facts.id));
    }
    const kept = await keepAsked(change, shipments);
    await insertShipments(change, kept);
    await keepOnShelf(change, kept);
    if (plan.short.length > 0) await settleWhatIsShort(await withFreshFacts(change), plan);
    await raiseApprovalIfNeeded(change);
    // What ships again was paid for: no authorisation will confirm it.
    if (kept.some((shipment) => shipment.prepaid)) await confirmIfSecured(change);
  });
}

/** An order that ships complete may wait for longer than a lease lives. */
async function keepOnShelf({ tx, facts }: OrderChange, parcels: readonly NewShipment[]): Promise<void> {
  const numbers = parcels.map(({ no }) => no);
  if (facts.shipComplete) await commitReservations(tx, facts.id, numbers);
}

async function settleWhatIsShort(change: OrderChange, plan: AllocationPlan): Promise<void> {
  const short = stillOpen(change.facts, plan.short);
  if (short.length > 0) await settleShortage(change, short);
}

function adopt(database: Database, input: StepInput, state: AllocationInput): Promise<Progress> {
  return runStep(database, input, async (change) => {
    await keepOnShelf(change, await adoptHeld(change, state));
    await raiseApprovalIfNeeded(change);
    if (plansPrepaid(state.lines)) await confirmIfSecured(change);
  });
}

/** Nothing of the plan could be had: all of it is short. */
function nothingOf(plan: AllocationPlan, state: AllocationInput): AllocationPlan {
  const short = state.lines
    .filter((line) => line.open > 0)
    .map((line) => ({ lineNo: line.lineNo, quantity: line.open }));
  return { ...plan, kind: 'none', shipments: [], short };
}
