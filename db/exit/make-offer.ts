import { and, eq, sql } from 'drizzle-orm';
import { versionInForce } from '../../domain/decisions/decision-table.ts';
import { type Decision, evaluateTable, type Inputs } from '../../domain/decisions/evaluate-table.ts';
import type { ExitFacts } from '../../domain/exit/exit.ts';
import { offerCapFor } from '../../domain/exit/exit-policy.ts';
import type { ExitReason } from '../../domain/exit/exit-reasons.ts';
import { valueBandOf } from '../../domain/exit/exit-tables.ts';
import { type OfferAnswer, type OfferKind, offerAnswer } from '../../domain/exit/retention-offer.ts';
import { ofFamily } from '../customers/read-consents.ts';
import { tableVersions } from '../decisions/tables.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { exitEvaluations, exitOffers } from '../schema/exit.ts';
import type { Tx } from '../transaction.ts';
import { askOfferApproval, offerToCover, type PricedOffer } from './offer-approval.ts';

type Change = ProcessChange<ExitFacts>;

type Offer = Omit<PricedOffer, 'currency'>;

/**
 * Asks the table and the rules; an offer that is above the cap, with what else was offered in 24 hours, waits for somebody
 * else's yes, the others are made at once.
 */
export async function proposeOffer(change: Change, reason: ExitReason): Promise<OfferAnswer> {
  const { tx, facts, now } = change;
  const { customerId, kind, policy, zone } = facts;
  const { experiment, holdOutShare } = policy;
  const asked = kind === 'customer_request' ? await askTable(change, reason) : null;
  const acceptedAt = await acceptedOffers(tx, customerId);
  const question = { customerId, kind, acceptedAt, zone, experiment, holdOutShare, hasOffer: asked?.offer != null };
  const answer = offerAnswer(question, now);
  if (answer !== 'eligible' || !asked?.offer) return answer;
  const offer = { ...asked.offer, currency: asked.currency };
  const toCover = await offerToCover(change, offer, change.actor);
  const overCap = toCover > offerCapFor(policy, offer.currency);
  await tx.insert(exitOffers).values({
    ...{ exitId: facts.id, customerId, ...offer, state: 'awaiting_approval' },
    approvalId: overCap ? await askOfferApproval(change, offer, toCover) : null,
  });
  if (!overCap) await makeOffer(change, offer);
  return answer;
}

/** It stands from now on, and the customer is told. */
export async function makeOffer(
  { tx, facts, now, record }: Change,
  { kind, valueMinor, currency, standsDays }: PricedOffer,
): Promise<void> {
  const { id, customerId, policy } = facts;
  const expiresAt = new Date(now + standsDays * policy.offerDayMs);
  await tx
    .update(exitOffers)
    .set({ state: 'open', madeAt: new Date(now), expiresAt })
    .where(eq(exitOffers.exitId, id));
  record('exit.offer_made', { kind, valueMinor, currency, expiresAt: expiresAt.toISOString() });
  await tellCustomer(tx, {
    ...{ customerId, process: `exit/${id}`, step: 'offer', template: 'exit_offer', now },
    params: { exit: id, kind, amount: valueMinor, currency, until: expiresAt.toISOString() },
  });
}

/** What it was told and said is kept, also where no offer comes of it: the next version is tried on it. */
async function askTable({ tx, facts, now, actor }: Change, reason: ExitReason) {
  const table = versionInForce(await tableVersions(tx, 'exit-offer'), now);
  if (table === null) return null;
  const { spent, tenureMonths, currency } = await readWorth(tx, facts.customerId, now);
  const inputs: Inputs = { reason, valueBand: valueBandOf(spent, facts.policy.valueBands), tenureMonths, currency };
  const asked = Object.fromEntries(table.inputs.map(({ name }) => [name, inputs[name] ?? null]));
  const decision = evaluateTable(table, asked);
  await tx.insert(exitEvaluations).values({
    ...{ exitId: facts.id, tableVersion: table.version, inputs, decision, askedBy: actor, at: new Date(now) },
  });
  return { currency, offer: offerOf(decision) };
}

/** Null where the table has none, or does not decide: nobody is asked to invent an offer. */
function offerOf({ outputs }: Decision): Offer | null {
  if (outputs === null || outputs.offer === 'none') return null;
  const { offer: kind, valueMinor, standsDays } = outputs;
  return { kind: kind as OfferKind, valueMinor: Number(valueMinor), standsDays: Number(standsDays) }; // the table's contract
}

/** What a customer and whoever was merged into them spent within a year, net of refunds and in the currency they spend most in, and for how long they have been one. */
async function readWorth(tx: Tx, customerId: string, now: number) {
  const at = new Date(now).toISOString();
  const [row] = await tx.execute<{ spent: number; currency: string; months: number }>(sql`
    select coalesce(s.spent, 0)::float8 as spent, coalesce(s.currency, c.credit_currency, 'CAD') as currency,
      (extract(year from known) * 12 + extract(month from known))::int as months
    from customers c cross join lateral (
      select age(${at}::timestamptz, min(f.created_at)) as known from customers f where f.id in (select customer_family(c.id))
    ) k left join lateral (
      select sum(p.captured_minor - p.refunded_minor) as spent, p.currency
      from payments p join orders o on o.id = p.order_id
      where o.customer_id in (select customer_family(c.id)) and o.placed_at > ${at}::timestamptz - interval '12 months'
      group by p.currency order by 1 desc limit 1
    ) s on true
    where c.id = ${customerId}`);
  return { spent: row?.spent ?? 0, currency: row?.currency ?? 'CAD', tenureMonths: Math.max(0, row?.months ?? 0) };
}

/** When earlier offers were accepted, by them or whoever was merged into them; epoch ms. */
export async function acceptedOffers(tx: Tx, customerId: string): Promise<number[]> {
  const rows = await tx
    .select({ at: exitOffers.acceptedAt })
    .from(exitOffers)
    .where(and(ofFamily(exitOffers.customerId, customerId), eq(exitOffers.state, 'accepted')));
  return rows.flatMap(({ at }) => at?.getTime() ?? []);
}
