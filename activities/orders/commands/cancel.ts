import { planCancel } from '../../../domain/orders/cancel-plan.ts';
import { cancellableUnits } from '../../../domain/orders/order-facts.ts';
import { cancelUnits } from '../cancel-units.ts';
import { closeWaits } from '../close-waits.ts';
import { type Command, done } from './command.ts';

/** Cancels the asked units, or all that have not left the warehouse; says what stays. */
export const cancel: Command<'cancel'> = async (change, { lines, reason }) => {
  const plan = planCancel(change.facts, lines);
  if (plan.kind === 'refused') return plan;
  await cancelUnits(change, plan.lines, reason);
  const taken = new Map(
    plan.lines.map((l) => [
      l.lineNo,
      l.fromOpen + l.fromBackorder + l.fromShipments.reduce((n, s) => n + s.quantity, 0),
    ]),
  );
  const stays = change.facts.lines.map((l) => ({
    lineNo: l.lineNo,
    quantity: l.ordered - l.cancelled - (taken.get(l.lineNo) ?? 0),
  }));
  const nothingOpen = change.facts.lines.every((l) => cancellableUnits(l) === (taken.get(l.lineNo) ?? 0));
  if (nothingOpen) await closeWaits(change, 'cancelled');
  if (stays.some((l) => l.quantity > 0)) {
    const units = [...taken.values()].reduce((sum, quantity) => sum + quantity, 0);
    change.tell('order_partly_cancelled', `units-cancelled-${change.facts.version}`, { units });
  }
  return done({
    cancelled: [...taken].map(([lineNo, quantity]) => ({ lineNo, quantity })),
    stays: stays.filter((l) => l.quantity > 0),
  });
};
