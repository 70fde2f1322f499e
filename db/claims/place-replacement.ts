import { and, eq } from 'drizzle-orm';
import type { ClaimFacts } from '../../domain/claims/claim-facts.ts';
import { replacementsToUndo } from '../../domain/claims/owed-steps.ts';
import { deliverSoon } from '../commands/deliver-soon.ts';
import { placeOrderIn } from '../orders/place-order.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { orders } from '../schema/orders.ts';
import { claimReplacements } from '../schema/replacements.ts';
import { countDone } from './count-done.ts';

type Change = ProcessChange<ClaimFacts>;
type OwedUnits = { readonly lineNo: number; readonly units: number };

/**
 * A replacement is an order: placed through the intake of any other, to the same address, for nothing. What cannot be
 * ordered any more is left to a person. The claim is woken when the order has arrived or was cancelled.
 */
export async function placeReplacement(change: Change, { lineNo, units }: OwedUnits): Promise<void> {
  const { tx, facts, now, record } = change;
  const no = facts.replacements.filter((one) => one.lineNo === lineNo).length + 1;
  const placement = await place(change, { lineNo, units, no });
  const orderId = placement.kind === 'placed' ? placement.orderId : null;
  const problem = placement.kind === 'invalid' ? (placement.problems[0]?.code ?? 'invalid') : null;
  const at = new Date(now);
  await tx.insert(claimReplacements).values({ claimId: facts.id, lineNo, no, units, orderId, problem, at });
  if (orderId === null) return record('claim.replacement_not_possible', { lineNo, units, problem });
  await countDone(change, 'replaced', [{ lineNo, units }]);
  record('claim.replacement_placed', { lineNo, units, order: orderId });
}

async function place({ tx, facts }: Change, { lineNo, units, no }: OwedUnits & { readonly no: number }) {
  const { id, customerId, currency, lines } = facts;
  const sku = lines.find((line) => line.lineNo === lineNo)?.sku ?? '';
  const [original] = await tx
    .select({ shipTo: orders.shipTo, policy: orders.policy })
    .from(orders)
    .where(eq(orders.id, facts.orderId));
  if (!original) throw new Error(`claim ${id} has lost its order`);
  // One order per replacement, however often this is tried.
  const key = { caller: `claim/${id}`, idempotencyKey: `replacement-${lineNo}-${no}` };
  const placement = await placeOrderIn(tx, {
    command: {
      ...{ ...key, digest: `${sku}/${units}`, actor: 'parcours', role: 'supervisor' },
      payload: {
        ...{ customerId, channel: 'claim', currency, shipTo: original.shipTo, discountBps: 0, priority: 50 },
        ...{ lines: [{ sku, quantity: units }], payment: { method: 'account' }, shortagePolicy: 'backorder' },
      },
    },
    policy: original.policy,
    promised: new Map([[sku, 0]]),
  });
  if (placement.kind === 'reused') throw new Error(`${key.idempotencyKey} of ${id} was ordered as another`);
  await deliverSoon(tx, key);
  return placement;
}

/** What the customer did not get of a replacement, or did not keep, is owed again, and a person sees to it. */
export async function undoReplacements(change: Change): Promise<void> {
  const { tx, facts, record } = change;
  for (const { lineNo, no, units, kept, orderId } of replacementsToUndo(facts)) {
    await tx
      .update(claimReplacements)
      .set(kept === 0 ? { undone: true } : { units: kept })
      .where(
        and(
          eq(claimReplacements.claimId, facts.id),
          eq(claimReplacements.lineNo, lineNo),
          eq(claimReplacements.no, no),
        ),
      );
    await countDone(change, 'replaced', [{ lineNo, units: kept - units }]);
    record('claim.replacement_cancelled', { lineNo, units: units - kept, order: orderId });
  }
}
