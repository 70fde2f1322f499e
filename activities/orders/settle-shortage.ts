import { and, eq, sql } from 'drizzle-orm';
import { commitReservations } from '../../db/inventory/commit-reservations.ts';
import { enqueueBackorder } from '../../db/inventory/enqueue-backorder.ts';
import { readShortages } from '../../db/inventory/shortages.ts';
import type { OrderChange } from '../../db/orders/change-order.ts';
import { moveUnits } from '../../db/orders/move-units.ts';
import { offers, orders } from '../../db/schema/orders.ts';
import { expectedDate } from '../../domain/inventory/expected-date.ts';
import type { UnitsOfLine } from '../../domain/orders/command-payloads.ts';
import { isPending, type OfferChoice, type OfferFacts, type OrderFacts } from '../../domain/orders/order-facts.ts';
import { cancelRemaining, cancelUnpromised } from './cancel-order.ts';
import { cancelUnits, tellOfCancelled } from './cancel-units.ts';

type Short = readonly UnitsOfLine[];

/**
 * What happens to units that cannot be had now, by the order's own policy; `ask` makes a new version of an offer.
 * Reads the facts as the allocation has left them.
 */
export async function settleShortage(change: OrderChange, short: Short): Promise<void> {
  const { shortagePolicy } = change.facts;
  change.record('order.short', { short, policy: shortagePolicy });
  if (shortagePolicy === 'ask') return makeOffer(change, short);
  if (shortagePolicy === 'cancel') return cancelUnpromised(change, 'out_of_stock');
  if (shortagePolicy === 'backorder') await shipComplete(change);
  await backorder(change, short, { together: shortagePolicy === 'backorder' });
}

async function makeOffer(change: OrderChange, short: Short): Promise<void> {
  const { tx, facts, now } = change;
  // Reserved in this round or an earlier one, waited for since then, or already away: there is a rest of the order to keep.
  const somethingFits = facts.lines.some((line) => line.reserved + line.backordered + line.shipped > 0);
  const options: OfferChoice[] = somethingFits
    ? ['wait', 'ship_available', 'drop_short', 'cancel']
    : ['wait', 'cancel'];
  const deadline = new Date(now + facts.policy.offerDeadlineMs);
  const fallback = fallbackOf(facts, somethingFits);
  const rows = await tx
    .insert(offers)
    .values({
      orderId: facts.id,
      version: sql`(select coalesce(max(version), 0) + 1 from offers where order_id = ${facts.id})`,
      short: [...short],
      options,
      fallback,
      madeAt: new Date(now),
      deadline,
    })
    .returning({ version: offers.version });
  const version = rows[0]?.version ?? 0;
  change.record('offer.made', { version, short, options, deadline: deadline.toISOString() });
  const expectedOn = expectedDate(await readShortages(tx, facts.id));
  const told = { options, deadline: deadline.toISOString(), expectedOn, fallback };
  change.tell('shortage_offer', `offer-${version}`, told);
}

/** Who chose to wait for everything is not sent a part of it because they did not answer. */
function fallbackOf({ shipComplete }: OrderFacts, somethingFits: boolean): OfferChoice {
  if (!somethingFits) return 'cancel';
  return shipComplete ? 'wait' : 'ship_available';
}

/** Carries out the choice, made by a person or by default at the deadline. */
export async function applyOfferChoice(change: OrderChange, offer: OfferFacts, choice: OfferChoice): Promise<void> {
  const { tx, facts, actor } = change;
  await tx
    .update(offers)
    .set({ state: 'decided', choice, decidedBy: actor })
    .where(and(eq(offers.orderId, facts.id), eq(offers.version, offer.version), eq(offers.state, 'open')));
  change.record('offer.decided', { version: offer.version, choice });
  const decided: OrderChange = { ...change, facts: { ...facts, offer: null } };
  switch (choice) {
    case 'cancel':
      return cancelRemaining(decided, 'offer_cancelled');
    case 'drop_short':
      await cancelUnits(decided, offer.short.map(fromOpen), 'short_lines_dropped');
      return tellOfCancelled(decided, offer.short.map(fromOpen), 'short_lines_dropped');
    case 'ship_available':
      await shipWhatThereIs(decided);
      return backorder(decided, offer.short, { together: false });
    case 'wait':
      await shipComplete(decided);
      return backorder(decided, offer.short, { together: true });
    default:
      return assertNever(choice);
  }
}

const fromOpen = ({ lineNo, quantity }: UnitsOfLine) => ({
  lineNo,
  fromOpen: quantity,
  fromBackorder: 0,
  fromShipments: [],
});

/** Queues the units; they ship later, as a shipment of the same order. `together`: and what is set aside waits for them. */
async function backorder(change: OrderChange, short: Short, { together }: { together: boolean }): Promise<void> {
  const { tx, facts, now } = change;
  await moveUnits(tx, facts.id, short, { to: 'backordered' });
  const backorderUntil = new Date(now + facts.policy.backorderDeadlineMs);
  await tx.update(orders).set({ backorderUntil }).where(eq(orders.id, facts.id));
  await enqueueBackorder(tx, { orderId: facts.id, lines: short });
  change.record('order.units_backordered', { short });
  change.tell('order_backordered', `backordered-${facts.version}`, {
    units: short.reduce((sum, s) => sum + s.quantity, 0),
    kept: together ? facts.lines.reduce((sum, line) => sum + line.reserved, 0) : 0,
  });
}

/** The whole order waits together: what is on the shelf for it stays there without a lease. */
async function shipComplete({ tx, facts }: OrderChange): Promise<void> {
  await tx.update(orders).set({ shipComplete: true }).where(eq(orders.id, facts.id));
  await commitReservations(
    tx,
    facts.id,
    facts.shipments.filter(isPending).map((s) => s.no),
  );
}

/** Also where the customer wanted to wait for everything before. */
async function shipWhatThereIs({ tx, facts }: OrderChange): Promise<void> {
  if (facts.shipComplete) await tx.update(orders).set({ shipComplete: false }).where(eq(orders.id, facts.id));
}

function assertNever(value: never): never {
  throw new Error(`unknown choice ${String(value)}`);
}
