import { ServiceError } from '@temporalio/client';
import { acceptCommand } from '../../db/commands/accept-command.ts';
import { erasedMeanwhile } from '../../db/customers/erased-customer.ts';
import { findStart } from '../../db/orders/find-start.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { CommandOutcome } from '../../domain/commands/outcome.ts';
import type { CommandPayloads } from '../../domain/orders/command-payloads.ts';
import type { OrderCommandKind } from '../../domain/orders/order-commands.ts';
import { refuse } from '../problem.ts';
import type { Caller, Reply, RouteRequest } from '../route.ts';
import { deliverCommand } from './deliver-command.ts';

/** How long a caller waits for the process's answer before 202. */
const waitMs = 8000;

type Request = RouteRequest<unknown, unknown, unknown, Caller, string>;
type Submission<K extends OrderCommandKind> = {
  readonly orderId: string;
  readonly kind: K;
  readonly payload: CommandPayloads[K];
};

/**
 * Accepts a command to an order, tells its process at once and gives the answer: 200, or the refusal. 202 when nobody
 * answered in time; the relay goes on and `GET /v1/commands/{id}` tells. The same key asks again for the same answer.
 */
export async function submitCommand<K extends OrderCommandKind>(
  request: Request,
  { orderId, kind, payload }: Submission<K>,
): Promise<Reply> {
  const { deps, caller, idempotencyKey, digest } = request;
  const { database } = deps;
  const { order, accepted } = await inTransaction(database, async (tx) => {
    const start = await findStart(tx, orderId);
    if (start === null) throw refuse('not_found', { thing: `Order ${orderId}` });
    const command = { caller: caller.callerId, idempotencyKey, digest, actor: caller.actor, role: caller.role };
    const accepted = await acceptCommand(tx, { ...command, kind, subject: orderId, payload });
    // Thrown, so that nothing of the request is kept.
    const erased = accepted.kind === 'new' ? await erasedMeanwhile(tx, orderId) : null;
    if (erased !== null) throw refuse('customer_is_erased', { customer: erased });
    return { order: start, accepted };
  });
  if (accepted.kind === 'reused') throw refuse('idempotency_key_reused', { key: idempotencyKey });
  if (accepted.kind === 'known' && accepted.outcome !== null) return answer(accepted.id, accepted.outcome);
  const delivery = { database, client: deps.temporal, processes: deps.processes };
  const command = { id: accepted.id, kind, subject: orderId };
  const outcome = await deliverCommand(delivery, command, { waitMs, order }).catch((error: unknown) => {
    if (!(error instanceof ServiceError)) throw error;
    // Accepted it is, whatever Temporal refuses.
    deps.logger.warn({ err: error, command: accepted.id, order: orderId }, 'not told yet: the relay will');
    return null;
  });
  return outcome === null ? pending(accepted.id) : answer(accepted.id, outcome);
}

function answer(id: string, outcome: CommandOutcome): Reply {
  if (outcome.result === 'refused') throw refuse(outcome.code, outcome.details);
  return { status: 200, body: { command: id, state: 'settled', result: outcome.details } };
}

function pending(id: string): Reply {
  const headers = { location: `/v1/commands/${id}`, 'retry-after': '2' };
  return { status: 202, headers, body: { command: id, state: 'accepted', result: null } };
}
