import { acceptCommand } from '../../db/commands/accept-command.ts';
import { forgetWords, settleCommand } from '../../db/commands/settle-command.ts';
import { erasedCustomer, erasedMeanwhile } from '../../db/customers/erased-customer.ts';
import { inTransaction, type Tx } from '../../db/transaction.ts';
import type { CommandOutcome } from '../../domain/commands/outcome.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import { Refused, refuse } from '../problem.ts';
import type { Caller, Reply, RouteRequest } from '../route.ts';

type Asked = Pick<
  RouteRequest<unknown, unknown, unknown, Caller, string>,
  'deps' | 'caller' | 'idempotencyKey' | 'digest'
>;

type Command = {
  readonly kind: string;
  readonly subject: string;
  readonly payload: unknown;
  /** It ends what is still under way, by ids and counts: also about somebody who is erased, of whom it keeps no word. */
  readonly afterErasure?: boolean;
};

/** What can be stored and given again: no stream. */
export type StorableReply = Omit<Reply, 'stream'>;

/**
 * Does what a request asks and stores the answer, in one transaction: the same key and request get the same answer for
 * ever (with `idempotent-replayed: true`), also the same refusal; the same key with another request is refused. What
 * `work` throws is not an answer: nothing is written and the key stays free. `work` returns a refusal before it
 * writes anything but a task that the refusal names.
 * About an erased customer nothing of the request is kept, and nothing is done that is not allowed `afterErasure`.
 */
export async function answerOnce(
  asked: Asked,
  command: Command,
  work: (tx: Tx, commandId: string) => Promise<StorableReply | Refusal>,
): Promise<StorableReply> {
  try {
    return await answer(asked, command, work);
  } catch (error) {
    // It waited for the erasure's locks and went on afterwards: asked again it is refused at once.
    if (error instanceof ErasedMeanwhile) return answer(asked, command, work);
    throw error;
  }
}

class ErasedMeanwhile extends Error {}

async function answer(
  { deps, caller, idempotencyKey, digest }: Asked,
  command: Command,
  work: (tx: Tx, commandId: string) => Promise<StorableReply | Refusal>,
): Promise<StorableReply> {
  const { actor, role, callerId } = caller;
  return inTransaction(deps.database, async (tx) => {
    const erased = await erasedCustomer(tx, command.subject);
    const { kind, subject, afterErasure = false } = command;
    const payload = erased === null ? command.payload : {};
    const by = { caller: callerId, idempotencyKey, digest, actor, role };
    const accepted = await acceptCommand(tx, { kind, subject, payload, ...by });
    if (accepted.kind === 'reused') return { refused: refuse('idempotency_key_reused', { key: idempotencyKey }) };
    if (accepted.kind === 'known') return replyOf(accepted.outcome, true);
    const possible = erased === null || afterErasure;
    const answer = possible ? await work(tx, accepted.id) : refusal('customer_is_erased', { customer: erased });
    // Also of what was refused before it waited for anybody: its payload would stay behind.
    if (erased === null && (await erasedMeanwhile(tx, command.subject)) !== null) throw new ErasedMeanwhile();
    const outcome: CommandOutcome =
      'code' in answer ? { result: 'refused', ...answer } : { result: 'done', details: answer };
    await settleCommand(tx, accepted.id, outcome);
    if (erased !== null) await forgetWords(tx, accepted.id);
    return replyOf(outcome, false);
  }).then((answer) => {
    // Thrown after the commit: a refusal is an answer too, and stays.
    if ('refused' in answer) throw answer.refused;
    return answer;
  });
}

function replyOf(outcome: CommandOutcome | null, again: boolean): StorableReply | { readonly refused: Refused } {
  if (outcome === null) return { refused: refuse('unavailable') };
  const headers: Record<string, string> = again ? { 'idempotent-replayed': 'true' } : {};
  if (outcome.result === 'refused') return { refused: new Refused(outcome, { headers }) };
  // answerOnce stored it from this very type.
  const reply = outcome.details as StorableReply;
  return { ...reply, headers: { ...reply.headers, ...headers } };
}
