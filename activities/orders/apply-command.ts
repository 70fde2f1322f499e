import { lockCommand } from '../../db/commands/read-command.ts';
import { settleInStep } from '../../db/commands/settle-command.ts';
import { changeOrder, type OrderChange } from '../../db/orders/change-order.ts';
import { inOrderTransaction } from '../../db/orders/lock-order.ts';
import type { Database } from '../../db/pool.ts';
import type { CommandOutcome, CommandVerdict } from '../../domain/commands/outcome.ts';
import { type OrderCommandKind, refusedIn } from '../../domain/orders/order-commands.ts';
import type { Progress } from '../../domain/orders/progress.ts';
import { closeMootHolds, closeMootInterventions } from './close-waits.ts';
import { confirmAmendment, declineAmendment, previewAmendment } from './commands/amend.ts';
import { cancel } from './commands/cancel.ts';
import { changePaymentMethod } from './commands/change-payment-method.ts';
import type { Applied, Asker, Command } from './commands/command.ts';
import { correctTracking } from './commands/correct-tracking.ts';
import { decide } from './commands/decide.ts';
import { decideApproval } from './commands/decide-approval.ts';
import { handOver } from './commands/hand-over.ts';
import { raiseManualHold, releaseHoldByHand } from './commands/holds.ts';
import { receiveReturn } from './commands/receive-return.ts';
import { resolveIntervention } from './commands/resolve-intervention.ts';
import { shortPick } from './commands/short-pick.ts';
import { confirmWaiting } from './confirm-order.ts';
import { keepAhead, readAhead } from './look-ahead.ts';
import type { StepInput } from './order-step.ts';

const commands: { readonly [K in OrderCommandKind]: Command<K> } = {
  cancel,
  decide,
  change_payment_method: changePaymentMethod,
  resolve_intervention: resolveIntervention,
  raise_hold: raiseManualHold,
  release_hold: releaseHoldByHand,
  preview_amendment: previewAmendment,
  confirm_amendment: confirmAmendment,
  decline_amendment: declineAmendment,
  decide_approval: decideApproval,
  hand_over: handOver,
  short_pick: shortPick,
  receive_return: receiveReturn,
  correct_tracking: correctTracking,
};

/**
 * Applies one command to its order and settles it, in one transaction. A command that is settled already answers
 * what it answered then, in its row. The status is checked again here: the order may have moved since the API looked.
 */
export async function applyCommand(
  database: Database,
  input: StepInput,
  commandId: string,
): Promise<{ progress: Progress; verdict: CommandVerdict }> {
  const applied = await inOrderTransaction(database, input.orderId, async (tx) => {
    const command = await lockCommand(tx, commandId);
    if (command === null) throw new Error(`command ${commandId} does not exist`);
    const asker: Asker = { actor: command.actor, role: command.role };
    const options = { orderId: input.orderId, now: input.now, actor: command.actor, settle: true };
    const { value, progress } = await changeOrder(tx, options, async (change): Promise<CommandOutcome> => {
      if (command.outcome !== null) return command.outcome;
      return outcomeOf(await run(change, command.kind, command.payload, asker));
    });
    if (command.outcome === null) await settleInStep(tx, commandId, value);
    return { progress, verdict: value.result, ahead: await readAhead(tx, progress.due) };
  });
  keepAhead(database, input.orderId, applied.ahead);
  return { progress: applied.progress, verdict: applied.verdict };
}

async function run(change: OrderChange, kind: OrderCommandKind, payload: unknown, asker: Asker): Promise<Applied> {
  const refusal = refusedIn(kind, change.facts);
  if (refusal) return { kind: 'refused', ...refusal };
  // The API parsed the payload by the schema of this kind before it stored it.
  const apply = commands[kind] as Command<typeof kind>;
  const applied = await apply(change, payload as never, asker);
  if (applied.kind === 'refused') return applied;
  await closeMootInterventions(change);
  await closeMootHolds(change);
  await confirmWaiting(change);
  return applied;
}

function outcomeOf(applied: Applied): CommandOutcome {
  return applied.kind === 'done'
    ? { result: 'done', details: applied.details ?? {} }
    : { result: 'refused', code: applied.code, details: applied.details };
}
