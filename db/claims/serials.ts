import { and, eq, sql } from 'drizzle-orm';
import { orderLines } from '../schema/orders.ts';
import { soldSerials } from '../schema/serials.ts';
import type { Tx } from '../transaction.ts';

export type LineOfOrder = { readonly orderId: string; readonly lineNo: number };

export async function hasLine(tx: Pick<Tx, 'select'>, { orderId, lineNo }: LineOfOrder): Promise<boolean> {
  const rows = await tx
    .select({ lineNo: orderLines.lineNo })
    .from(orderLines)
    .where(and(eq(orderLines.orderId, orderId), eq(orderLines.lineNo, lineNo)));
  return rows.length === 1;
}

/** Which units left with a line: what is known already stays as it is. */
export async function recordSerials(
  tx: Tx,
  { orderId, lineNo }: LineOfOrder,
  { serials, actor, now }: { readonly serials: readonly string[]; readonly actor: string; readonly now: number },
): Promise<void> {
  const of = { orderId, lineNo, recordedAt: new Date(now), recordedBy: actor };
  await tx
    .insert(soldSerials)
    .values(serials.map((serial) => ({ ...of, serial })))
    .onConflictDoNothing();
}

/** Its owner registered a unit, the first time counts; null when it was not sold with this line. */
export async function registerUnit(
  tx: Tx,
  { orderId, lineNo }: LineOfOrder,
  { serial, now }: { readonly serial: string; readonly now: number },
): Promise<Date | null> {
  const rows = await tx
    .update(soldSerials)
    .set({ registeredAt: sql`coalesce(${soldSerials.registeredAt}, ${new Date(now).toISOString()}::timestamptz)` })
    .where(and(eq(soldSerials.orderId, orderId), eq(soldSerials.lineNo, lineNo), eq(soldSerials.serial, serial)))
    .returning({ registeredAt: soldSerials.registeredAt });
  return rows[0]?.registeredAt ?? null;
}
