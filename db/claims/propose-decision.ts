/** A person's decision on a claim: in force at once within their authority, else after a second person's yes. */
import { createHash } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import type { Role } from '../../domain/access/roles.ts';
import { type Authority, approverOf, mayGrantAlone, rolesReaching } from '../../domain/claims/claim-authority.ts';
import type { ClaimFacts, DecidedLine } from '../../domain/claims/claim-facts.ts';
import { claimPolicy } from '../../domain/claims/claim-policy.ts';
import { type ClaimLevel, claimLevels } from '../../domain/claims/claim-tables.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import { mostWorthOf } from '../../domain/orders/worth.ts';
import { amountAsked } from '../approvals/amount-asked.ts';
import { authorityLimits, ownLimit } from '../approvals/authority-limits.ts';
import { closeApproval, raiseProcessApproval } from '../approvals/process-approvals.ts';
import { voteOnApproval } from '../approvals/vote-on-approval.ts';
import { lockCustomer } from '../customers/move-lifecycle.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { claimEvaluations } from '../schema/claims.ts';
import { awaitedCapture, claimableLines, moveClaimed, setHeld, unitsToHold } from './claimable.ts';
import { decideByPerson, dropProposed, writeDecision } from './decide-claim.ts';
import { paidLines } from './paid-lines.ts';
import { putAwayUnits } from './put-away.ts';
import { onOrder } from './resolve-claim.ts';

type Change = ProcessChange<ClaimFacts>;
type Asker = { readonly actor: string; readonly role: Role };
type Asked = { readonly lines: readonly DecidedLine[]; readonly reason: string };

export async function proposeDecision(change: Change, asked: Asked, { role }: Asker) {
  const { tx, facts, actor, record } = change;
  if (facts.charge !== null) return refusal('approval_waits', { claim: facts.id, approval: facts.charge.approvalId });
  const away = await putAway(change, asked.lines);
  if (away) return away;
  await lockCustomer(tx, facts.customerId);
  const refused = await takeUnits(change, asked.lines);
  if (refused) return refused;
  if (facts.proposed !== null) await dropDecision(change);
  const { amountMinor, authority } = await authorityFor(change, asked.lines);
  const own = await ownLimit(tx, actor, facts.currency);
  const alone = mayGrantAlone({ role, own }, authority);
  const approvalId = alone ? null : await raise(change, asked, authority);
  const no = await writeDecision(change, { ...asked, amountMinor, approvalId });
  if (approvalId === null) return { decision: await decideByPerson(change, { no, lines: asked.lines }) };
  record('approval.requested', { approval: approvalId, amountMinor: authority.amountMinor });
  return { decision: null, approval: approvalId };
}

async function raise(
  { tx, facts, now, actor }: Change,
  { lines, reason }: Asked,
  authority: Authority,
): Promise<string> {
  return raiseProcessApproval(tx, {
    ...{ processId: facts.id, subject: 'claim', reasons: ['claim_above_limit'], requester: actor, now },
    answer: {
      levelMs: claimPolicy.approvalEscalatesMs,
      lastMs: claimPolicy.approvalExpiresMs - claimPolicy.approvalEscalatesMs,
    },
    ...{ amountMinor: authority.amountMinor, currency: facts.currency },
    digest: digestOf(facts, lines, reason),
    approverRole: approverOf(authority),
  });
}

/** What the approver is shown: a change of the claim or of what is granted makes it another one. */
function digestOf(
  { id, orderId, kind, currency, evidence, lines }: ClaimFacts,
  decided: readonly DecidedLine[],
  reason: string,
) {
  const shown = [
    id,
    orderId,
    kind,
    currency,
    evidence,
    lines.map((l) => [l.lineNo, l.units, l.worthMinor]),
    decided,
    reason,
  ];
  return createHash('sha256').update(JSON.stringify(shown)).digest('hex');
}

/** Whoever decides is neither who proposed it nor who opened the claim, and has the authority. */
export async function decideApproval(
  change: Change,
  {
    approvalId,
    decision,
    reason,
    digest,
  }: { approvalId: string; decision: 'approve' | 'reject'; reason: string; digest: string },
  asker: Asker,
): Promise<Refusal | { state: string }> {
  const { tx, facts, now, record } = change;
  const { proposed } = facts;
  if (proposed?.approvalId !== approvalId) return refusal('approval_closed', { approval: approvalId, state: 'closed' });
  await lockCustomer(tx, facts.customerId);
  const { authority } = await authorityFor(change, proposed.lines, proposed.no);
  const vote = {
    ...{ approvalId, decision, reason, digest, amountMinor: authority.amountMinor },
    ...{ roles: rolesReaching(authority.level), initiator: facts.openedBy },
  };
  const voted = await voteOnApproval(tx, vote, asker, now);
  if ('code' in voted) return voted;
  const { state } = voted;
  record(state === 'open' ? 'approval.voted' : `approval.${state}`, { approval: approvalId });
  if (state === 'approved') await decideByPerson(change, proposed);
  if (state === 'rejected') await dropProposed(change);
  return { state };
}

/** Nothing is asked any more: the claim has changed, or was withdrawn. */
export async function dropDecision(change: Change): Promise<void> {
  const { tx, facts, record } = change;
  if (facts.proposed === null) return;
  await closeApproval(tx, facts.proposed.approvalId, 'void');
  await dropProposed(change);
  record('approval.void', { approval: facts.proposed.approvalId });
}

/** What came before it was decided, and stands on a shelf or is scrap, is no longer there to be repaired. */
async function putAway({ tx, facts }: Change, lines: readonly DecidedLine[]): Promise<Refusal | null> {
  const repaired = lines.filter(({ outcome, granted }) => outcome === 'repair' && granted > 0);
  if (repaired.length === 0) return null;
  const rows = await putAwayUnits(tx, facts);
  const unitsOf = (lineNo: number): number => facts.lines.find((line) => line.lineNo === lineNo)?.units ?? 0;
  const away = rows.find(({ lineNo, units }) =>
    repaired.some((line) => line.lineNo === lineNo && line.granted > unitsOf(lineNo) - units),
  );
  return away ? refusal('goods_put_away', { claim: facts.id, line: away.lineNo, units: away.units }) : null;
}

/** A line that held nothing when it was submitted may be granted now if its units can still be claimed. */
async function takeUnits(change: Change, lines: readonly DecidedLine[]): Promise<Refusal | null> {
  const { tx, facts } = change;
  const wanting = facts.lines.filter(
    ({ lineNo, held }) => (lines.find((l) => l.lineNo === lineNo)?.granted ?? 0) > held,
  );
  if (wanting.length === 0) return null;
  const { value } = await onOrder(change, async (order) => {
    const asked = wanting.map(({ lineNo, units, held }) => ({ lineNo, units: units - held }));
    const claimable = await claimableLines(tx, facts.orderId);
    const parcel = awaitedCapture(order.facts, claimable, { kind: facts.kind, asked });
    if (parcel !== null) return refusal('capture_pending', { shipment: parcel, order: facts.orderId });
    const taken = unitsToHold(claimable, facts.kind, asked);
    const short = taken.find(({ units }) => units === 0);
    if (short) return refusal('not_entitled', { line: short.lineNo, order: facts.orderId });
    await moveClaimed(tx, facts.orderId, taken);
    order.record('claim.units_claimed', { claim: facts.id, lines: taken });
    return null;
  });
  if (value === null) await setHeld(tx, facts.id, wanting);
  return value;
}

async function authorityFor(change: Change, lines: readonly DecidedLine[], no = 0) {
  const { tx, facts, now, actor } = change;
  const { lineOf } = await paidLines(tx, facts.orderId);
  const amountMinor = lines.reduce((sum, { lineNo, granted }) => {
    const line = lineOf(lineNo);
    return sum + (line && granted > 0 ? mostWorthOf(line, granted) : 0);
  }, 0);
  const { currency } = facts;
  const requester = no === 0 ? actor : (facts.proposed?.proposedBy ?? actor);
  const { id, customerId: customer } = facts;
  const request = { id: `${id}/${no}`, customer, requester, amountMinor, currency, at: now };
  const covered = amountMinor === 0 ? 0 : await amountAsked(tx, 'claim', request);
  const level = amountMinor === 0 ? 'none' : await levelOf(tx, facts);
  const authority: Authority = { level, amountMinor: covered, currency, limits: await authorityLimits(tx, currency) };
  return { amountMinor, authority };
}

/** The highest that the table asked for over the lines, in the newest round. */
async function levelOf(tx: Change['tx'], { id, round }: ClaimFacts): Promise<ClaimLevel> {
  const rows = await tx
    .select({ decision: claimEvaluations.decision })
    .from(claimEvaluations)
    .where(
      and(
        eq(claimEvaluations.claimId, id),
        eq(claimEvaluations.round, round),
        eq(claimEvaluations.tableId, 'claim-approval'),
      ),
    );
  const said = rows.map(({ decision }) => decision.outputs?.level);
  return claimLevels.find((level) => said.includes(level)) ?? 'agent';
}
