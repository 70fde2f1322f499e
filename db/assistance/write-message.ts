import type { CaseFacts } from '../../domain/assistance/case.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { caseMessages } from '../schema/assistance.ts';

export type NewMessage = Pick<typeof caseMessages.$inferInsert, 'direction' | 'channel' | 'author' | 'body'>;

type Writing = Pick<ProcessChange<Pick<CaseFacts, 'id' | 'messages'>>, 'tx' | 'facts' | 'now'>;

/** Writes the next message of a case whose row is locked, and gives its number. */
export async function writeMessage({ tx, facts, now }: Writing, message: NewMessage): Promise<number> {
  const no = facts.messages + 1;
  await tx.insert(caseMessages).values({ ...message, caseId: facts.id, no, at: new Date(now) });
  return no;
}
