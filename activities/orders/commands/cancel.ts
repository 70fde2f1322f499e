import { planCancel, unitsTaken } from '../../../domain/orders/cancel-plan.ts';
import { cancelUnits, tellOfCancelled } from '../cancel-units.ts';
import { type Command, done } from './command.ts';

/** Cancels the asked units, or all that have not left the warehouse; says what stays. */
export const cancel: Command<'cancel'> = async (change, { lines, reason }) => {
  const plan = planCancel(change.facts, lines);
  if (plan.kind === 'refused') return plan;
  await cancelUnits(change, plan.lines, reason);
  tellOfCancelled(change, plan.lines, 'asked');
  const stays = change.facts.lines.map(({ lineNo, ordered, cancelled }) => ({
    lineNo,
    quantity: ordered - cancelled - unitsTaken(plan.lines, lineNo),
  }));
  return done({
    cancelled: plan.lines.map(({ lineNo }) => ({ lineNo, quantity: unitsTaken(plan.lines, lineNo) })),
    stays: stays.filter((line) => line.quantity > 0),
  });
};
