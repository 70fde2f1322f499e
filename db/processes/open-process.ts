import { sql } from 'drizzle-orm';
import { readableId } from '../../domain/ids.ts';
import { type ProcessKind, processKinds } from '../../domain/processes/process-kinds.ts';
import type { EventType } from '../../domain/timeline/event-words.ts';
import { appendEvents } from '../events/append-events.ts';
import { processes } from '../schema/processes.ts';
import type { Tx } from '../transaction.ts';

export type NewProcess = {
  readonly kind: ProcessKind;
  readonly customerId: string | null;
  readonly status: string;
  /** Epoch ms. */
  readonly now: number;
  readonly actor: string;
  /** Of the event that opens it: ids and codes, no personal data. */
  readonly data?: Readonly<Record<string, unknown>>;
};

/** How long the relay leaves it to whoever committed to tell the workflow. */
export const nudgeGraceMs = 3000;

/** Opens a process and returns its id. Its workflow starts with the first nudge: by the caller after the commit, else by the relay. */
export async function openProcess(
  tx: Tx,
  { kind, customerId, status, now, actor, data = {} }: NewProcess,
): Promise<string> {
  const [row] = await tx.execute<{ no: string }>(sql`select nextval('readable_ids')::text as no`);
  const id = readableId(processKinds[kind].prefix, BigInt(row?.no ?? 0));
  const version = await appendEvents(tx, { aggregate: kind, id, version: 0, actor, customerId }, [
    { type: `${kind}.opened` as EventType, data },
  ]);
  await tx.insert(processes).values({
    id,
    kind,
    customerId,
    status,
    statusSince: new Date(now),
    openedAt: new Date(now),
    openedBy: actor,
    nudgeAt: sql`now() + ${nudgeGraceMs}::int * interval '1 millisecond'`,
    version,
  });
  return id;
}
