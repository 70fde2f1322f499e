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
 * goes where it went before. Holds of the address before, which the new one does not earn, are moot. Resolves with whether
 * somebody has to look before it goes there rather than back.
 */
export async function screenNewAddress(change: OrderChange, no: number): Promise<boolean> {
  const { facts } = change;
  if (facts.screenedAt === null) return false; // its screening is still to come
  // An approval would leave what was promised to go there, also when it is rejected: a hold does not.
  const { riskPoints, holds: found } = await weighAgain(change, facts.policy.approvalAboveRisk + 1);
  const earned = ({ kind }: HoldFacts) => found.some((hold) => hold.kind === kind);
  const ofAddressBefore = facts.holds.filter((open) => isOfAmendment(open) || isOfFirstAddress(open));
  for (const { kind } of ofAddressBefore.filter((open) => !earned(open))) await voidHold(change, kind, 'moot');
  const raised = found
    .filter(({ kind }) => kind === 'address' || (kind === 'fraud' && riskPoints > facts.riskPoints))
    .filter(({ kind }) => facts.holds.every((open) => open.kind !== kind));
  // An address that was itself held is none to go back to: the one before it is, or there is none.
  const first = Math.min(no, ...facts.holds.filter(isOfAmendment).map(amendmentOf));
  const goesBack = !facts.holds.some(isOfFirstAddress);
  for (const hold of raised)
    await raiseHold(change, {
      ...hold,
      details: { ...hold.details, amendment: first },
      atDeadline: goesBack ? 'restore_address' : hold.atDeadline,
    });
  return (goesBack && raised.length > 0) || facts.holds.some((open) => isOfAmendment(open) && earned(open));
}

/**
 * Nobody has let the new address through: the order goes where it went before the first one that was held, as was
 * promised (decision 032). What else came with those amendments stands.
 */
export async function restoreAddress(change: OrderChange): Promise<void> {
  const { tx, facts } = change;
  const held = facts.holds.filter(isOfAmendment);
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

const isOfAmendment = ({ atDeadline }: HoldFacts): boolean => atDeadline === 'restore_address';
const amendmentOf = ({ details }: HoldFacts): number => Number(details.amendment);

/** As the first check found it. What a person holds by hand they have reasons of their own for. */
const isOfFirstAddress = ({ kind, atDeadline, details }: HoldFacts): boolean =>
  kind === 'address' && atDeadline === 'cancel' && details.raisedBy === undefined;
