import { and, eq, inArray, sql } from 'drizzle-orm';
import { standardLadder } from '../../domain/sla/ladder.ts';
import { tasks } from '../schema/tasks.ts';
import type { Tx } from '../transaction.ts';

/** What tasks about a level of a deal's ladder, one for each who is told, and about one of its quotes are about. */
export const levelSubject = (id: string, percent: number, told: string): string => `${id}/${percent}/${told}`;
export const quoteSubject = (id: string, no: number): string => `${id}/quotes/${no}`;

/** Whoever was told that a deal stands still or came back, or that its next step is overdue, is left alone. */
export async function voidOverdue(tx: Tx, id: string, now: number): Promise<void> {
  const levels = standardLadder.flatMap(({ percent, tell }) => [
    `${id}/${percent}`, // of a build that told one for all
    ...tell.map((told) => levelSubject(id, percent, told)),
  ]);
  const subjects = [id, ...levels];
  await close(tx, {
    kinds: ['stage_overdue', 'next_step_overdue', 'deal_returned'],
    subjects,
    now,
    state: 'void',
    closedBy: null,
  });
}

/** There is another quote, or the deal goes on without one. */
export async function voidQuoteNeeded(tx: Tx, id: string, now: number): Promise<void> {
  await tx
    .update(tasks)
    .set({ state: 'void', closedAt: new Date(now) })
    .where(and(eq(tasks.processId, id), eq(tasks.kind, 'quote_needed'), eq(tasks.state, 'open')));
}

/** Another next step is planned: of the last one nobody is to be told any more. */
export async function voidNextStep(tx: Tx, id: string, now: number): Promise<void> {
  await close(tx, { kinds: ['next_step_overdue'], subjects: [id], now, state: 'void', closedBy: null });
}

/** Quotes that nobody has to decide on any more. */
export async function voidApprovals(tx: Tx, id: string, quotes: readonly number[], now: number): Promise<void> {
  if (quotes.length === 0) return;
  const subjects = quotes.map((no) => quoteSubject(id, no));
  await close(tx, { kinds: ['quote_approval'], subjects, now, state: 'void', closedBy: null });
}

/** The task is of whoever is asked now. */
export async function passApprovalTask(tx: Tx, approvalId: string): Promise<void> {
  await tx.execute(sql`
    update tasks t set role = a.approver_role from approvals a
    where a.id = ${approvalId} and t.process_id = a.process_id and t.kind = 'quote_approval' and t.state = 'open'`);
}

export async function approvalDone(
  tx: Tx,
  { id, no, now, actor }: { id: string; no: number; now: number; actor: string },
): Promise<void> {
  const subjects = [quoteSubject(id, no)];
  await close(tx, { kinds: ['quote_approval'], subjects, now, state: 'done', closedBy: actor });
}

type Closing = {
  readonly kinds: readonly string[];
  readonly subjects: readonly string[];
  readonly now: number;
  readonly state: 'done' | 'void';
  readonly closedBy: string | null;
};

async function close(tx: Tx, { kinds, subjects, now, state, closedBy }: Closing): Promise<void> {
  await tx
    .update(tasks)
    .set({ state, closedAt: new Date(now), closedBy })
    .where(and(inArray(tasks.kind, [...kinds]), inArray(tasks.subject, [...subjects]), eq(tasks.state, 'open')));
}
