import { and, asc, eq } from 'drizzle-orm';
import type { Role } from '../../domain/access/roles.ts';
import { priceOrder } from '../../domain/catalogue/pricing.ts';
import { type Refusal, type RefusalReason, refusal } from '../../domain/errors/error-codes.ts';
import { checkIntake } from '../../domain/orders/check-intake.ts';
import type { OpportunityFacts } from '../../domain/sales/opportunity.ts';
import { approverOf, isLive, type QuoteTerms, quoteAnswerTimes } from '../../domain/sales/quote.ts';
import { amountAsked } from '../approvals/amount-asked.ts';
import { authorityLimits, ownLimit } from '../approvals/authority-limits.ts';
import { openApprovalOf, raiseProcessApproval } from '../approvals/process-approvals.ts';
import { voteOnApproval } from '../approvals/vote-on-approval.ts';
import { requestDigest } from '../commands/accept-command.ts';
import { lockCustomer } from '../customers/move-lifecycle.ts';
import { loadIntake } from '../orders/load-intake.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { quoteLines, quotes } from '../schema/pipeline.ts';
import { raiseTask } from '../tasks/raise-task.ts';
import type { Tx } from '../transaction.ts';
import { askForAnotherQuote } from './ask-for-another-quote.ts';
import { approvalDone, passApprovalTask, quoteSubject, voidQuoteNeeded } from './deal-tasks.ts';
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
export async function writeQuote(change: Change, given: NewQuote): Promise<QuoteRow | { problems: RefusalReason[] }> {
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
  await voidQuoteNeeded(tx, facts.id, now);
  const no = Math.max(0, ...facts.quotes.map((quote) => quote.no)) + 1;
  await lockCustomer(tx, customerId);
  const request = { id: `${facts.id}/${no}`, customer: customerId, requester: actor, currency, at: now };
  const toCover = discountMinor === 0 ? 0 : await amountAsked(tx, 'quote', { ...request, amountMinor: discountMinor });
  const own = await ownLimit(tx, actor, currency);
  const approverRole = approverOf(await authorityLimits(tx, currency), { role, own, discountMinor: toCover, currency });
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
    const asked = {
      processId: facts.id,
      subject: 'quote' as const,
      reasons: ['discount_above_authority'],
      digest,
      now,
    };
    const approval = await raiseProcessApproval(tx, {
      ...{ ...asked, amountMinor: toCover, currency, requester: actor, approverRole },
      answer: quoteAnswerTimes,
    });
    record('approval.requested', { approval, amountMinor: toCover });
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

export type QuoteDecision = {
  readonly decision: 'approve' | 'reject';
  readonly digest: string;
  readonly reason: string;
};

/** By somebody else than its author, with authority for the discount, on what they were shown. */
export async function decideQuote(
  change: Change,
  quote: QuoteRow,
  { decision, digest, reason }: QuoteDecision,
  asker: { readonly actor: string; readonly role: Role },
): Promise<Refusal | { readonly state: 'awaiting_approval' | 'open' | 'rejected' }> {
  const { tx, facts, now, record } = change;
  const approvalId = await openApprovalOf(tx, facts.id);
  if (approvalId === null)
    return refusal('approval_closed', { approval: `${quote.no} of ${facts.id}`, state: 'closed' });
  // Whoever is asked last may have longer than what they are asked about.
  if (!isOpenAt(quote, now)) return refusal('approval_closed', { approval: approvalId, state: 'expired' });
  const vote = { approvalId, decision, reason, digest, digestNow: quote.digest, amountMinor: quote.authorityMinor };
  const voted = await voteOnApproval(
    tx,
    { ...vote, roles: ['agent', 'supervisor', 'admin'], initiator: quote.createdBy },
    asker,
    now,
  );
  if ('code' in voted) return voted;
  record(voted.state === 'open' ? 'approval.voted' : `approval.${voted.state}`, { approval: approvalId });
  if (voted.state === 'open') {
    await passApprovalTask(tx, approvalId);
    return { state: 'awaiting_approval' };
  }
  const state = voted.state === 'approved' ? 'open' : 'rejected';
  await setQuote(tx, quote, { state, decidedBy: asker.actor });
  await approvalDone(tx, { id: facts.id, no: quote.no, now, actor: asker.actor });
  record('opportunity.quote_decided', { quote: quote.no, state });
  if (state === 'open') await giveEvidence(change, [{ criterion: 'quote_sent', reference: `quote ${quote.no}` }]);
  else await askForAnotherQuote(change, { no: quote.no, why: 'turned_down' });
  return { state };
}

/** The quote that this approval is about, while it waits for it; null otherwise. */
export async function waitingQuote({ tx, facts }: Change, approvalId: string): Promise<QuoteRow | null> {
  if ((await openApprovalOf(tx, facts.id)) !== approvalId) return null;
  const waiting = facts.quotes.find(({ state }) => state === 'awaiting_approval');
  return waiting ? readQuote(tx, facts.id, waiting.no) : null;
}
