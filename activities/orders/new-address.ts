import { and, eq, sql } from 'drizzle-orm';
import type { OrderChange } from '../../db/orders/change-order.ts';
import { amendments, orders } from '../../db/schema/orders.ts';
import type { Address } from '../../domain/orders/address.ts';
import type { HoldFacts } from '../../domain/orders/order-facts.ts';
import { voidHold } from './close-hold.ts';
import { raiseApprovalIfNeeded } from './raise-approval.ts';
import { raiseHold, weighAgain } from './screen-order.ts';

/** The amendment `no` sends the order to `shipTo`; where it went before is kept with it. Its undo is `restoreAddress`. */
export async function moveOrder({ tx, facts }: OrderChange, no: number, shipTo: Address): Promise<void> {
  const before = sql`(select ${orders.shipTo} from ${orders} where ${orders.id} = ${facts.id})`;
  await tx
    .update(amendments)
    .set({ preview: sql`${amendments.preview} || jsonb_build_object('shipToBefore', ${before})` })
    .where(and(eq(amendments.orderId, facts.id), eq(amendments.no, no)));
  await tx.update(orders).set({ shipTo }).where(eq(orders.id, facts.id));
}

/**
 * An order that is to go elsewhere is held where nobody has looked at what the new address makes of it: at the deadline it
 * goes where it went before. An address that needs no look makes the holds of one before it moot. Resolves with whether
 * somebody has to look.
 */
export async function screenNewAddress(change: OrderChange, no: number): Promise<boolean> {
  const { facts } = change;
  if (facts.screenedAt === null) return false; // its screening is still to come
  // An approval would leave what was promised to go there, also when it is rejected: a hold does not.
  const { riskPoints, holds: found } = await weighAgain(change, facts.policy.approvalAboveRisk + 1);
  for (const { kind } of facts.holds
    .filter(isOfAddress)
    .filter((open) => !found.some(({ kind }) => kind === open.kind)))
    await voidHold(change, kind, 'moot');
  const stays = facts.holds.some((open) => isOfAddress(open) && found.some(({ kind }) => kind === open.kind));
  const raised = found
    .filter(({ kind }) => kind === 'address' || (kind === 'fraud' && riskPoints > facts.riskPoints))
    .filter(({ kind }) => facts.holds.every((open) => open.kind !== kind));
  for (const hold of raised)
    await raiseHold(change, {
      ...hold,
      details: { ...hold.details, amendment: no },
      atDeadline: 'restore_address',
    });
  return stays || raised.length > 0;
}

/**
 * Nobody has let the new address through: the order goes where it went before the first one that was held, as was
 * promised (decision 032). What else came with those amendments stands.
 */
export async function restoreAddress(change: OrderChange): Promise<void> {
  const { tx, facts } = change;
  const held = facts.holds.filter(isOfAddress);
  const no = Math.min(...held.map(amendmentOf));
  const before = sql`(select ${amendments.preview} -> 'shipToBefore' from ${amendments}
    where ${amendments.orderId} = ${facts.id} and ${amendments.no} = ${no})`;
  await tx
    .update(orders)
    .set({ shipTo: sql`coalesce(${before}, ${orders.shipTo})` })
    .where(eq(orders.id, facts.id));
  await weighAgain(change);
  for (const { kind } of held) await voidHold(change, kind, 'deadline');
  if (facts.approval?.state === 'open') await raiseApprovalIfNeeded(change);
  change.record('order.address_kept', { no });
  change.tell('order_address_kept', `address-kept-${no}`, {});
}

const isOfAddress = ({ atDeadline }: HoldFacts): boolean => atDeadline === 'restore_address';
const amendmentOf = ({ details }: HoldFacts): number => Number(details.amendment);
