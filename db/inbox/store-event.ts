import { and, eq, sql } from 'drizzle-orm';
import { erasedMeanwhile } from '../customers/erased-customer.ts';
import { withoutTexts } from '../exit/personal/personal-table.ts';
import { inbox } from '../schema/spine.ts';
import type { Tx } from '../transaction.ts';

export type ProviderEvent = {
  readonly provider: 'stripe' | 'easypost';
  readonly id: string;
  readonly type: string;
  /** RFC 3339. */
  readonly occurredAt: string;
  /** Our id of what it is about. */
  readonly subject: string | null;
  /** In our words, without personal data. */
  readonly payload: unknown;
};

/** Keeps a verified event, once; false when it was here before. */
export async function storeEvent(tx: Tx, event: ProviderEvent): Promise<boolean> {
  const rows = await tx
    .insert(inbox)
    .values({
      provider: event.provider,
      eventId: event.id,
      type: event.type,
      occurredAt: new Date(event.occurredAt),
      subject: event.subject,
      payload: event.payload,
    })
    .onConflictDoNothing()
    .returning({ id: inbox.eventId });
  return rows.length === 1;
}

/**
 * A refund is paid, or a parcel scanned, after its customer was erased, or while: no word of it stays. Asked last in the
 * transaction, when whatever it changes is locked.
 */
export async function scrubEvent(tx: Tx, { provider, id }: ProviderEvent, subject: string): Promise<void> {
  if ((await erasedMeanwhile(tx, subject)) === null) return;
  await tx
    .update(inbox)
    .set({ payload: sql.raw(withoutTexts('payload')) })
    .where(and(eq(inbox.provider, provider), eq(inbox.eventId, id)));
}
