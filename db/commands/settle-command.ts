import { and, eq, sql } from 'drizzle-orm';
import type { CommandOutcome } from '../../domain/commands/outcome.ts';
import { withoutTexts } from '../exit/personal/personal-table.ts';
import { commands } from '../schema/spine.ts';
import type { Tx } from '../transaction.ts';

/** Writes the answer of an accepted command, once; false when it had one already. */
export async function settleCommand(tx: Pick<Tx, 'update'>, id: string, outcome: CommandOutcome): Promise<boolean> {
  const rows = await tx
    .update(commands)
    .set({ state: 'settled', outcome, settledAt: sql`now()` })
    .where(and(eq(commands.id, id), eq(commands.state, 'accepted')))
    .returning({ id: commands.id });
  return rows.length === 1;
}

/** Of what was answered about somebody who is erased no word is kept: whoever repeats the request is told the codes and numbers. */
export async function forgetWords(tx: Pick<Tx, 'update'>, id: string): Promise<void> {
  await tx
    .update(commands)
    .set({ outcome: sql.raw(withoutTexts('outcome')) })
    .where(eq(commands.id, id));
}

/** As `settleCommand`, within a step of its process. It is told again until the answer was seen to come from there. */
export async function settleInStep(tx: Pick<Tx, 'update'>, id: string, outcome: CommandOutcome): Promise<void> {
  await tx
    .update(commands)
    .set({ state: 'settled', outcome, settledAt: sql`now()`, unheard: true })
    .where(and(eq(commands.id, id), eq(commands.state, 'accepted')));
}

/** The order's process has begun: the command that placed it is done. */
export async function settlePlaceOrder(tx: Tx, orderId: string): Promise<void> {
  const outcome: CommandOutcome = { result: 'done', details: { order: orderId } };
  await tx
    .update(commands)
    .set({ state: 'settled', outcome, settledAt: sql`now()` })
    .where(and(eq(commands.subject, orderId), eq(commands.kind, 'place_order'), eq(commands.state, 'accepted')));
}
