import { and, asc, eq, sql } from 'drizzle-orm';
import type { Role } from '../../domain/access/roles.ts';
import { type ApprovalRequest, amountToCover } from '../../domain/approvals/splitting.ts';
import { priceOrder } from '../../domain/catalogue/pricing.ts';
import { checkIntake, type IntakeProblem } from '../../domain/orders/check-intake.ts';
import type { OpportunityFacts } from '../../domain/sales/opportunity.ts';
import { approverOf, isLive, type QuoteTerms } from '../../domain/sales/quote.ts';
import { authorityLimits } from '../approvals/authority-limits.ts';
import { requestDigest } from '../commands/accept-command.ts';
import { lockCustomer } from '../customers/move-lifecycle.ts';
import { loadIntake } from '../orders/load-intake.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { quoteLines, quotes } from '../schema/pipeline.ts';
import { raiseTask } from '../tasks/raise-task.ts';
import type { Tx } from '../transaction.ts';
import { quoteSubject } from './deal-tasks.ts';
import { giveEvidence } from './give-evidence.ts';
import { replaceQuotes } from './move-opportunity.ts';

type Change = ProcessChange<OpportunityFacts>;

export type QuoteRow = typeof quotes.$inferSelect & { readonly lines: (typeof quoteLines.$inferSelect)[] };

export type NewQuote = {
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly discountBps: number;
  readonly terms: QuoteTerms;
  readonly expiresAt: number;
  readonly role: Role;
};

/**
 * Prices a quote from the catalogue of this instant; it replaces the one that was open. Asks for approval where the discount,
 * with what its author and its customer got in 24 hours, is above its author's authority.
 */
export async function writeQuote(change: Change, given: NewQuote): Promise<QuoteRow | { problems: IntakeProblem[] }> {
  const { tx, facts, now, actor, record } = change;
  const { lines, discountBps, terms, expiresAt, role } = given;
  const { customerId, currency } = facts;
  const asked = { customerId, currency, lines };
  const intake = await loadIntake(tx, { ...asked, shipTo: terms.shipTo, skus: lines.map(({ sku }) => sku) });
  const problems = checkIntake(asked, intake);
  if (problems.length > 0) return { problems };
  const price = new Map(intake.products.map((product) => [product.sku, product.priceMinor ?? 0]));
  const priced = priceOrder({
    ...{ currency, discountBps },
    // Before tax: that is the order's, by the day it is placed.
    lines: lines.map((line, index) => ({
      ...{ ...line, lineNo: index + 1, unitPriceMinor: price.get(line.sku) ?? 0, taxRatePpm: 0 },
    })),
  });
  const discountMinor = priced.lines.reduce((sum, line) => sum + line.discountMinor, 0);
  await replaceQuotes(tx, facts.id, now);
  const toCover = discountMinor === 0 ? 0 : await withOthers(tx, { facts, actor, now, discountMinor });
  const approverRole = approverOf(await authorityLimits(tx, currency), { role, discountMinor: toCover, currency });
  const no = Math.max(0, ...facts.quotes.map((quote) => quote.no)) + 1;
  const digest = requestDigest('quote', facts.id, { lines: priced.lines, discountBps, terms, expiresAt });
  const row = {
    ...{
      opportunityId: facts.id,
      no,
      state: approverRole ? ('awaiting_approval' as const) : ('open' as const),
      currency,
    },
    ...{
      discountBps,
      netMinor: priced.netMinor,
      discountMinor,
      terms,
      digest,
      approverRole,
      authorityMinor: toCover,
      createdBy: actor,
    },
    ...{ createdAt: new Date(now), expiresAt: new Date(expiresAt) },
  };
  await tx.insert(quotes).values(row);
  await tx.insert(quoteLines).values(
    priced.lines.map(({ lineNo, sku, quantity, unitPriceMinor, netMinor }) => ({
      ...{ opportunityId: facts.id, quoteNo: no, lineNo, sku, quantity, unitPriceMinor, netMinor },
    })),
  );
  record('opportunity.quoted', { quote: no, state: row.state });
  if (approverRole !== null) {
    const details = { opportunity: facts.id, quote: no, discountMinor, currency };
    await raiseTask(tx, {
      kind: 'quote_approval',
      subject: quoteSubject(facts.id, no),
      role: approverRole,
      details,
      now,
    });
  }
  if (row.state === 'open') await giveEvidence(change, [{ criterion: 'quote_sent', reference: `quote ${no}` }]);
  const written = await readQuote(tx, facts.id, no);
  if (written === null) throw new Error('a quote was not written');
  return written;
}

/** Splitting a discount over several quotes is seen, also when they are written in the same instant. */
async function withOthers(
  tx: Tx,
  { facts, actor, now, discountMinor }: { facts: OpportunityFacts; actor: string; now: number; discountMinor: number },
): Promise<number> {
  await lockCustomer(tx, facts.customerId);
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`discounts/${actor}`}))`);
  const rows = await tx.execute<ApprovalRequest>(sql`
    select q.opportunity_id || '/' || q.no as id, p.customer_id as customer, q.created_by as requester,
      q.discount_minor::float8 as "amountMinor", q.currency, (extract(epoch from q.created_at) * 1000)::float8 as at,
      q.state in ('open','awaiting_approval','accepted') as counts
    from quotes q join processes p on p.id = q.opportunity_id
    where q.created_at > now() - interval '2 days' and (q.created_by = ${actor} or p.customer_id = ${facts.customerId})`);
  const { customerId: customer, currency } = facts;
  const request = {
    ...{ id: 'new', customer, requester: actor, currency },
    amountMinor: discountMinor,
    at: now,
    counts: true,
  };
  return amountToCover(request, [...rows]);
}

export async function readQuote(on: Pick<Tx, 'select'>, opportunityId: string, no: number): Promise<QuoteRow | null> {
  const [row] = await on
    .select()
    .from(quotes)
    .where(and(eq(quotes.opportunityId, opportunityId), eq(quotes.no, no)));
  if (!row) return null;
  const lines = await on
    .select()
    .from(quoteLines)
    .where(and(eq(quoteLines.opportunityId, opportunityId), eq(quoteLines.quoteNo, no)))
    .orderBy(asc(quoteLines.lineNo));
  return { ...row, lines };
}

/** Whether a quote can still come to something at an instant, also before its process has looked. */
export const isOpenAt = (quote: Pick<QuoteRow, 'state' | 'expiresAt'>, now: number): boolean =>
  isLive(quote) && quote.expiresAt.getTime() > now;

export async function setQuote(
  tx: Tx,
  { opportunityId, no }: Pick<QuoteRow, 'opportunityId' | 'no'>,
  change: Partial<Pick<QuoteRow, 'state' | 'decidedBy' | 'orderId'>>,
): Promise<void> {
  await tx
    .update(quotes)
    .set(change)
    .where(and(eq(quotes.opportunityId, opportunityId), eq(quotes.no, no)));
}
