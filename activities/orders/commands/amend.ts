import { and, eq, sql } from 'drizzle-orm';
import { insertAmendedLines, priceAddedLines } from '../../../db/orders/amend-lines.ts';
import { type OrderChange, withFreshFacts } from '../../../db/orders/change-order.ts';
import { amendments, orders } from '../../../db/schema/orders.ts';
import { planCancel } from '../../../domain/orders/cancel-plan.ts';
import type { AmendmentChange, UnitsOfLine } from '../../../domain/orders/command-payloads.ts';
import { everythingCancelled, type OrderFacts, openUnits } from '../../../domain/orders/order-facts.ts';
import { worthOf } from '../../../domain/orders/worth.ts';
import { cancelUnits, takeOut } from '../cancel-units.ts';
import { moveOrder, screenNewAddress } from '../new-address.ts';
import { raiseApprovalIfNeeded } from '../raise-approval.ts';
import { weighAgain } from '../screen-order.ts';
import { type Applied, type Command, done, refused } from './command.ts';

/** What would change, without changing it: only the delta moves. Bound to the version that was read. */
export const previewAmendment: Command<'preview_amendment'> = async (state, { baseVersion, change: asked }, asker) => {
  const { tx, facts } = state;
  if (facts.version !== baseVersion)
    return refused('stale_version', { thing: `Order ${facts.id}`, expected: baseVersion, actual: facts.version });
  const change = await withoutPresentAddress(state, asked);
  const problem = impossible(state, change);
  if (problem) return problem;
  const down = decreases(state, change);
  const priced = await priceAddedLines(tx, facts, increases(state, change), change.shipTo);
  if (priced.kind === 'refused') return priced;
  const removedMinor = down.reduce((sum, { lineNo, quantity }) => {
    const line = facts.lines.find((l) => l.lineNo === lineNo);
    return sum + (line ? worthOf(line, line.ordered - line.cancelled - quantity, quantity) : 0);
  }, 0);
  const addedMinor = priced.lines.reduce((sum, line) => sum + line.totalMinor, 0);
  const preview = {
    added: priced.lines,
    removed: down,
    deltaMinor: addedMinor - removedMinor,
    currency: facts.currency,
    ...(change.shipTo && { shipTo: change.shipTo }),
  };
  const rows = await tx
    .insert(amendments)
    .values({
      orderId: facts.id,
      no: sql`(select coalesce(max(no), 0) + 1 from amendments where order_id = ${facts.id})`,
      baseVersion: facts.version + 1, // the preview itself is an event
      change,
      preview,
      requestedBy: asker.actor,
    })
    .returning({ no: amendments.no });
  const no = rows[0]?.no ?? 0;
  state.record('amendment.previewed', { no, deltaMinor: preview.deltaMinor });
  return done({ no, preview });
};

export const confirmAmendment: Command<'confirm_amendment'> = async (state, { no, baseVersion }, asker) => {
  const { tx, facts } = state;
  const amendment = await loadAmendment(state, no);
  if (!amendment) return refused('not_found', { thing: `Amendment ${no} of order ${facts.id}` });
  if (amendment.state !== 'previewed')
    return refused('amendment_closed', { no, order: facts.id, state: amendment.state });
  // What the caller has seen and what was previewed: both are the order as it stands now, or nothing is done.
  const actual = facts.version;
  if (baseVersion !== actual)
    return refused('stale_version', { thing: `Order ${facts.id}`, expected: baseVersion, actual });
  if (amendment.baseVersion !== actual)
    return refused('amendment_outdated', { no, order: facts.id, expected: amendment.baseVersion, actual });
  const change = amendment.change as AmendmentChange; // stored by previewAmendment
  const problem = impossible(state, change);
  if (problem) return problem;
  const down = decreases(state, change);
  const priced = await priceAddedLines(tx, facts, increases(state, change), change.shipTo);
  if (priced.kind === 'refused') return priced;
  if (down.length > 0) {
    const plan = planCancel(facts, down);
    if (plan.kind === 'refused') return plan;
    await (priced.lines.length > 0 ? takeOut : cancelUnits)(state, plan.lines, 'amended');
  }
  if (change.shipTo) await moveOrder(state, no, change.shipTo);
  await insertAmendedLines(tx, facts, priced.lines);
  const amended = await withFreshFacts(state);
  const held = change.shipTo ? await screenNewAddress(amended, no) : false;
  // What is added makes no parcel wait that was promised: what it adds to the risk is asked about as an approval.
  if (!change.shipTo && priced.lines.length > 0 && facts.screenedAt !== null) await weighAgain(amended);
  await closeAmendment(state, no, 'confirmed');
  state.record('amendment.confirmed', { no });
  state.tell('order_amended', `amended-${no}`, {
    no,
    added: unitsOf(priced.lines),
    removed: unitsOf(down),
    moved: change.shipTo ? (held ? 2 : hasLabels(facts) ? 3 : 1) : 0,
  });
  // Who was asked decides on what the order is now, at its new address too.
  if (priced.lines.length > 0 || facts.approval?.state === 'open') await raiseApprovalIfNeeded(state, asker.actor);
  return done({ no });
};

export const declineAmendment: Command<'decline_amendment'> = async (state, { no }) => {
  const amendment = await loadAmendment(state, no);
  if (!amendment) return refused('not_found', { thing: `Amendment ${no} of order ${state.facts.id}` });
  if (amendment.state !== 'previewed')
    return refused('amendment_closed', { no, order: state.facts.id, state: amendment.state });
  await closeAmendment(state, no, 'declined');
  state.record('amendment.declined', { no });
  return done({ no });
};

const unitsOf = (lines: readonly { readonly quantity: number }[]): number =>
  lines.reduce((sum, { quantity }) => sum + quantity, 0);

/** It is over, but for what of its undoing is stuck. */
const allCancelled = {
  en: 'all of the order was cancelled. Place a new one.',
  fr: 'toute la commande a été annulée. Passez-en une nouvelle.',
};

const nothingChanges = {
  en: 'nothing would change. Send quantities or a shipTo other than the present ones, or addLines.',
  fr: 'rien ne changerait. Envoyez des quantities ou un shipTo autres que les actuels, ou addLines.',
};

/** The address that the order has already is no change of it. */
async function withoutPresentAddress({ tx, facts }: OrderChange, change: AmendmentChange): Promise<AmendmentChange> {
  const { shipTo, ...others } = change;
  if (!shipTo) return others;
  const there = await tx
    .select({ id: orders.id })
    .from(orders)
    .where(and(eq(orders.id, facts.id), eq(orders.shipTo, shipTo)));
  return there.length > 0 ? others : change;
}

/** The address is fixed once each parcel has a label that carries it; a decrease cannot reach units that left. */
function impossible(state: OrderChange, change: AmendmentChange): Applied | null {
  const { facts } = state;
  if (everythingCancelled(facts)) return refused('amendment_impossible', { why: allCancelled });
  const toGoThere = awaitsLabel(facts) || increases(state, change).length > 0;
  if (change.shipTo && hasLabels(facts) && !toGoThere)
    return refused('amendment_impossible', {
      why: {
        en: 'a label with the present address was already made; cancel and order again, or redirect with the carrier.',
        fr: 'une étiquette porte déjà l’adresse actuelle ; annulez et commandez à nouveau, ou réacheminez chez le transporteur.',
      },
    });
  const unknown = (change.quantities ?? []).find((q) => !facts.lines.some((l) => l.lineNo === q.lineNo));
  if (unknown) return refused('not_found', { thing: `Line ${unknown.lineNo} of order ${facts.id}` });
  const down = decreases(state, change);
  const empty = !change.shipTo && down.length === 0 && increases(state, change).length === 0;
  if (empty) return refused('amendment_impossible', { why: nothingChanges });
  const plan = planCancel(facts, down);
  return plan.kind === 'refused' && plan.code === 'too_many_units' ? plan : null;
}

/** Some of the order goes where the labels of its parcels say, whatever its address becomes. */
const hasLabels = ({ shipments }: OrderFacts): boolean =>
  shipments.some((s) => s.state !== 'planned' && s.state !== 'cancelled');

/** Some of it is to get a label yet. */
const awaitsLabel = ({ shipments, lines }: OrderFacts): boolean =>
  shipments.some((s) => s.state === 'planned') || lines.some((l) => openUnits(l) > 0 || l.backordered > 0);

function decreases({ facts }: OrderChange, change: AmendmentChange): UnitsOfLine[] {
  return (change.quantities ?? []).flatMap(({ lineNo, quantity }) => {
    const line = facts.lines.find((l) => l.lineNo === lineNo);
    const less = line ? line.ordered - line.cancelled - quantity : 0;
    return less > 0 ? [{ lineNo, quantity: less }] : [];
  });
}

/** More of a line becomes a line of its own at the line's price; a new SKU at today's price. */
function increases({ facts }: OrderChange, change: AmendmentChange) {
  const more = (change.quantities ?? []).flatMap(({ lineNo, quantity }) => {
    const line = facts.lines.find((l) => l.lineNo === lineNo);
    const added = line ? quantity - (line.ordered - line.cancelled) : 0;
    return line && added > 0 ? [{ sku: line.sku, quantity: added, priceOfLine: lineNo }] : [];
  });
  return [...more, ...(change.addLines ?? []).map((l) => ({ ...l, priceOfLine: null }))];
}

async function loadAmendment({ tx, facts }: OrderChange, no: number) {
  const rows = await tx
    .select()
    .from(amendments)
    .where(and(eq(amendments.orderId, facts.id), eq(amendments.no, no)));
  return rows[0];
}

async function closeAmendment(
  { tx, facts, now }: OrderChange,
  no: number,
  state: 'confirmed' | 'declined',
): Promise<void> {
  await tx
    .update(amendments)
    .set({ state, closedAt: new Date(now) })
    .where(and(eq(amendments.orderId, facts.id), eq(amendments.no, no)));
}
