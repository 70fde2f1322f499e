/** What is written in a case: by the customer, to the customer, and among us. */
import type { CaseChannel, CaseFacts } from '../../domain/assistance/case.ts';
import type { Refusal } from '../../domain/errors/error-codes.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { moveCase } from './move-case.ts';
import { turnClocks } from './turn-clocks.ts';
import { writeMessage } from './write-message.ts';

type Change = ProcessChange<CaseFacts>;
type Written = { readonly channel: CaseChannel; readonly body: string };

/** By any channel: an answer is owed anew, a wait for the customer ends, and a resolved case is work again. */
export async function receiveMessage(change: Change, { channel, body }: Written): Promise<Refusal | number> {
  const { facts, record } = change;
  const refused = await customerWrote(change);
  if (refused) return refused;
  const no = await writeMessage(change, { direction: 'inbound', channel, author: facts.customerId, body });
  record('case.customer_wrote', { message: no, channel });
  return no;
}

/** What a message of the customer does to a case, wherever it was written. */
export async function customerWrote(change: Change): Promise<Refusal | null> {
  const { status } = change.facts;
  const after = { kind: 'customer_wrote' } as const;
  if (status === 'waiting_customer' || status === 'resolved') return moveCase(change, { to: 'in_progress', after });
  await turnClocks(change, [after]);
  return null;
}

/** Stops the clocks that wait for an answer. By e-mail it is sent; what was said elsewhere is only written down. */
export async function replyToCustomer(change: Change, { channel, body }: Written): Promise<number> {
  const { tx, facts, now, actor, record } = change;
  await turnClocks(change, [{ kind: 'agent_replied' }]);
  const no = await writeMessage(change, { direction: 'outbound', channel, author: actor, body });
  record('case.replied', { message: no, channel });
  if (channel === 'email') {
    await tellCustomer(tx, {
      ...{ customerId: facts.customerId, process: `case/${facts.id}`, step: `message-${no}`, template: 'case_reply' },
      ...{ params: { caseId: facts.id, messageNo: no }, now },
    });
  }
  return no;
}

/** The customer does not see it. */
export async function noteInCase(change: Change, { channel, body }: Written): Promise<number> {
  const no = await writeMessage(change, { direction: 'internal', channel, author: change.actor, body });
  change.record('case.noted', { message: no });
  return no;
}
