import type { ProcessKind } from '../../domain/processes/process-kinds.ts';
import type { EventType } from '../../domain/timeline/event-words.ts';
import { events } from '../schema/spine.ts';
import type { Tx } from '../transaction.ts';

export type NewEvent = { readonly type: EventType; readonly data: Readonly<Record<string, unknown>> };
export type Aggregate = ProcessKind | 'order' | 'customer' | 'product' | 'location' | 'key' | 'setting';

/**
 * Appends events after `version`, numbered without gaps. The caller holds the aggregate's row lock and writes the
 * returned version (the last sequence number) to that row in the same transaction.
 */
export async function appendEvents(
  tx: Pick<Tx, 'insert'>,
  of: {
    readonly aggregate: Aggregate;
    readonly id: string;
    readonly version: number;
    readonly actor: string;
    /** On whose timeline they stand. */
    readonly customerId?: string | null;
  },
  appended: readonly NewEvent[],
): Promise<number> {
  if (appended.length === 0) return of.version;
  await tx.insert(events).values(
    appended.map((event, index) => ({
      aggregate: of.aggregate,
      aggregateId: of.id,
      customerId: of.customerId ?? null,
      seq: of.version + index + 1,
      type: event.type,
      actor: of.actor,
      data: event.data,
    })),
  );
  return of.version + appended.length;
}
