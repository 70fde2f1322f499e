import {
  type Client,
  isGrpcServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { hearOutcome, readOutcome } from '../../db/commands/read-command.ts';
import { settleCommand } from '../../db/commands/settle-command.ts';
import { findStart, type OrderStart } from '../../db/orders/find-start.ts';
import type { Database } from '../../db/pool.ts';
import type { CommandOutcome } from '../../domain/commands/outcome.ts';
import { orderWorkflowId } from '../../domain/ids.ts';
import { type OrderCommandKind, refusedIn } from '../../domain/orders/order-commands.ts';
import { isClosed } from '../../domain/orders/order-states.ts';
import { commandUpdate } from '../../workflows/orders/messages.ts';
import type { OrderProcesses } from './order-process.ts';

export type Delivery = {
  readonly database: Database;
  readonly client: Client;
  readonly processes: OrderProcesses;
};

export type DeliveredCommand = {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  /** It has its outcome: its process is told all the same, whatever the order has become by it. */
  readonly settled?: boolean;
};

type DeliveryOptions = { readonly waitMs: number; readonly order?: OrderStart };

/**
 * Tells the order's process about an accepted command. The outcome when it came within `waitMs`, else null: nobody knows
 * yet, and the relay asks again with the same command id, which the process answers the same way. `order` saves a read
 * where the caller has just made it.
 */
export async function deliverCommand(
  delivery: Delivery,
  command: DeliveredCommand,
  options: DeliveryOptions,
): Promise<CommandOutcome | null> {
  let timer: NodeJS.Timeout | undefined;
  // The client's own deadline counts from each call, and is not seen while it pauses between its tries.
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, options.waitMs, 'late');
  });
  try {
    const told = await Promise.race([tell(delivery, command, options), late]);
    return told === 'late' ? await readOutcome(delivery.database, command.id) : told;
  } finally {
    clearTimeout(timer);
  }
}

async function tell(
  delivery: Delivery,
  command: DeliveredCommand,
  { waitMs, order: known }: DeliveryOptions,
): Promise<CommandOutcome | null> {
  const order = known ?? (await findStart(delivery.database.query, command.subject));
  if (order === null) throw new Error(`command ${command.id} is about order ${command.subject}, which does not exist`);
  if (command.kind === 'place_order') return startOrder(delivery, command, order);
  const kind = command.kind as OrderCommandKind; // the API accepts no other
  const refusal = command.settled ? null : refusedIn(kind, { id: command.subject, status: order.status });
  if (refusal) return settle(delivery, command, { result: 'refused', ...refusal });
  try {
    return await askProcess(delivery, command, waitMs);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return startThenAsk(delivery, command, order, waitMs);
    return outcomeOf(delivery, command, order, error);
  }
}

/** The order's process has not begun yet (the API died after its commit), or has just ended. */
async function startThenAsk(
  delivery: Delivery,
  command: DeliveredCommand,
  order: OrderStart,
  waitMs: number,
): Promise<CommandOutcome | null> {
  try {
    if ((await delivery.processes.start(command.subject, order)) === 'closed') {
      const current = await findStart(delivery.database.query, command.subject);
      if (current === null) return null;
      if (isClosed(current.status)) return settle(delivery, command, closedOutcome(command, current));
      // Over in Temporal and open here: it was put back from a backup.
      await delivery.processes.wakeOrder(command.subject, current);
    }
    return await askProcess(delivery, command, waitMs);
  } catch (error) {
    return outcomeOf(delivery, command, order, error);
  }
}

async function startOrder(
  { database, processes }: Delivery,
  command: DeliveredCommand,
  order: OrderStart,
): Promise<CommandOutcome | null> {
  const started = await processes.start(command.subject, order).catch(() => 'unknown' as const);
  if (started === 'unknown') return null;
  const outcome: CommandOutcome = { result: 'done', details: { order: command.subject } };
  if (started === 'closed') await settleCommand(database.query, command.id, outcome);
  return outcome;
}

/** The process says that it is done; the row says what came of it. */
async function askProcess(
  { client, database }: Delivery,
  command: DeliveredCommand,
  waitMs: number,
): Promise<CommandOutcome | null> {
  await client.withDeadline(Date.now() + waitMs, () =>
    client.workflow.getHandle(orderWorkflowId(command.subject)).executeUpdate(commandUpdate, {
      updateId: command.id,
      // Accepted only for the kinds that the API knows.
      args: [{ commandId: command.id, kind: command.kind as OrderCommandKind }],
    }),
  );
  return hearOutcome(database, command.id);
}

async function outcomeOf(
  delivery: Delivery,
  command: DeliveredCommand,
  order: OrderStart,
  error: unknown,
): Promise<CommandOutcome | null> {
  if (saysClosed(error)) return settle(delivery, command, closedOutcome(command, order));
  const unknown =
    error instanceof WorkflowNotFoundError ||
    error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
    error instanceof WorkflowUpdateFailedError ||
    isGrpcServiceError(error);
  if (!unknown) throw error;
  // A step may have settled it although its answer was lost, and the task with it: the relay asks the process again.
  return readOutcome(delivery.database, command.id);
}

/** What the process's validator said before it took the command in. */
function saysClosed(error: unknown): boolean {
  if (!(error instanceof WorkflowUpdateFailedError) || !(error.cause instanceof ApplicationFailure)) return false;
  return error.cause.type === 'order_closed';
}

function closedOutcome(command: DeliveredCommand, order: OrderStart): CommandOutcome {
  return { result: 'refused', code: 'order_closed', details: { order: command.subject, status: order.status } };
}

/** The first answer stays: a process that was faster has the last word. */
async function settle(delivery: Delivery, command: DeliveredCommand, outcome: CommandOutcome): Promise<CommandOutcome> {
  const first = await settleCommand(delivery.database.query, command.id, outcome);
  return first ? outcome : ((await hearOutcome(delivery.database, command.id)) ?? outcome);
}
