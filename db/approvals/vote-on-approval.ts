/** The one way to decide what orders, claims, quotes and exits ask approval for. The process's row is locked by the caller. */
import { and, eq, inArray } from 'drizzle-orm';
import { namedWhere, type Role } from '../../domain/access/roles.ts';
import { type ApprovalState, type ApprovalStep, decide, openApproval } from '../../domain/approvals/approval.ts';
import { approverLadder, covers } from '../../domain/approvals/authority.ts';
import type { Delegation } from '../../domain/approvals/delegation.ts';
import { answerBy, roleNamed } from '../../domain/approvals/escalation.ts';
import { type Seat, seatsOf } from '../../domain/approvals/seats.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import { formatMoney } from '../../domain/money/format-money.ts';
import { inBoth, listed, roleName } from '../../domain/orders/wording.ts';
import { approvals, approvalVotes } from '../schema/approvals.ts';
import { staff } from '../schema/staff.ts';
import { absencesNow, delegation } from '../staff/staff.ts';
import type { Tx } from '../transaction.ts';
import { authorityLimits, ownLimit } from './authority-limits.ts';

export type Vote = {
  readonly approvalId: string;
  readonly decision: 'approve' | 'reject';
  readonly reason: string;
  /** Of what the approver was shown. */
  readonly digest: string;
  /** Of what is asked as it stands now, where it can have changed since it was asked. */
  readonly digestNow?: string;
  /** What authority is needed for: the amount with everything that counts with it. */
  readonly amountMinor: number;
  /** Roles that may decide at all, whatever their limit. */
  readonly roles: readonly Role[];
  /** Who began what is asked about: they decide no more than who asked. */
  readonly initiator: string | null;
};

type Asker = { readonly actor: string; readonly role: Role };
type Row = typeof approvals.$inferSelect;

/** Any one person with the authority, where no plan asks for more. */
const anyone: readonly ApprovalStep[] = [{ needs: 'any', approvers: ['role:any'], next: [] }];

/**
 * A person's yes or no: by themselves or for somebody away, within the authority of the seat they answer in. Open still where
 * others have to say yes too. A refusal has written nothing. In the instant of its expiry an approval is over.
 */
export async function voteOnApproval(
  tx: Tx,
  vote: Vote,
  { actor, role }: Asker,
  now: number,
): Promise<Refusal | { readonly state: 'open' | 'approved' | 'rejected' }> {
  const { approvalId, digest, decision, reason, initiator } = vote;
  const approval = approvalId;
  const [row] = await tx.select().from(approvals).where(eq(approvals.id, approvalId)).for('update');
  if (!row) return refusal('not_found', { thing: `Approval ${approvalId}` });
  if (row.state !== 'open') return refusal('approval_closed', { approval, state: row.state });
  if (now >= row.expiresAt.getTime()) return refusal('approval_closed', { approval, state: 'expired' });
  const askers = [row.requester, ...(initiator === null ? [] : [initiator])];
  if (askers.includes(actor)) return refusal('requester_cannot_decide', { approval });
  if (digest !== row.digest || (vote.digestNow ?? digest) !== row.digest)
    return refusal('digest_mismatch', { approval });

  const delegations = (await absencesNow(tx, now)).flatMap(delegation);
  const people = await peopleAway(tx, delegations);
  const seats = seatsOf({ id: actor, role }, people, { askers, delegations, nowMs: now });
  const able = await withAuthority(tx, { row, vote, seats, actor });
  const rules = { requester: row.requester, digest: row.digest, steps: row.steps.length > 0 ? row.steps : anyone };
  const state = row.progress ?? openApproval;
  // A role answers through whoever sits in one of its seats.
  const answering = [...delegations, ...roleSeats(rules.steps, able, { actor, seats })];
  const next = decide(rules, state, { by: actor, approve: decision === 'approve', digest, at: now }, answering);
  if (next === 'decided_before') return refusal('already_exists', { thing: `Your decision on ${approval}` });
  if (typeof next === 'string')
    return row.steps.length > 0 ? notAsked(row, state) : aboveAuthority(tx, { row, vote, role, actor });
  const standsFor = (able[0] ?? seats[0])?.for ?? null;
  await tx.update(approvals).set({ initiator }).where(eq(approvals.id, approvalId));
  await tx.insert(approvalVotes).values({
    ...{ approvalId, by: actor, step: state.step, standsFor, reason, digest, at: new Date(now) },
    seat: next.given.find(({ by }) => by === actor)?.for ?? `role:${role}`,
    approve: decision === 'approve',
  });
  await writeProgress(tx, { approvalId, next, by: actor, standsFor, reason, now });
  if (next.state === 'open' && next.step > state.step) await beginStep(tx, row, next, now);
  return { state: next.state };
}

async function writeProgress(
  tx: Tx,
  done: { approvalId: string; next: ApprovalState; by: string; standsFor: string | null; reason: string; now: number },
): Promise<void> {
  const { approvalId, next, by, standsFor, reason, now } = done;
  const decided = next.state !== 'open' && {
    state: next.state,
    decidedBy: by,
    decidedFor: standsFor,
    decidedAt: new Date(now),
    reason,
  };
  await tx
    .update(approvals)
    .set({ progress: next, ...decided })
    .where(eq(approvals.id, approvalId));
}

/** Who is asked next has as long as who was asked first. */
async function beginStep(tx: Tx, row: Row, progress: ApprovalState, now: number): Promise<void> {
  const { id, steps, levelMs, lastMs } = row;
  if (levelMs === null || lastMs === null) return;
  const first = steps[progress.step]?.approvers[0];
  const approverRole = (first === undefined ? null : roleNamed(first)) ?? row.approverRole;
  const by = answerBy({ steps, progress, approverRole }, { levelMs, lastMs }, { now, alone: true });
  const escalatesAt = by.escalatesAt === null ? null : new Date(by.escalatesAt);
  await tx
    .update(approvals)
    .set({ approverRole, escalatesAt, expiresAt: new Date(by.expiresAt) })
    .where(eq(approvals.id, id));
}

async function peopleAway(tx: Tx, delegations: readonly Delegation[]) {
  const ids = delegations.map(({ from }) => from);
  if (ids.length === 0) return [];
  const people = await tx
    .select({ id: staff.id, role: staff.role })
    .from(staff)
    .where(and(inArray(staff.id, ids), staff.active));
  return people;
}

type Weighing = { readonly row: Row; readonly vote: Vote; readonly seats: readonly Seat[]; readonly actor: string };

/** The seats whose authority covers the amount: a person's own limit, where they have one, else that of their role. */
async function withAuthority(tx: Tx, { row, vote, seats, actor }: Weighing): Promise<Seat[]> {
  const { currency } = row;
  const limits = await authorityLimits(tx, currency);
  const able: Seat[] = [];
  for (const seat of seats) {
    const own = await ownLimit(tx, seat.for ?? actor, currency);
    const covered = vote.amountMinor === 0 || covers(limits, { role: seat.role, own }, vote.amountMinor, currency);
    if (covered && vote.roles.some((one) => one === seat.role)) able.push(seat);
  }
  return able;
}

const ladder: readonly string[] = approverLadder;

/** For each role that a step names, the person who answers it: with the authority where any may, of the role or above where a plan names it. */
function roleSeats(
  steps: readonly ApprovalStep[],
  able: readonly Seat[],
  { actor, seats }: { actor: string; seats: readonly Seat[] },
): Delegation[] {
  const named = steps
    .flatMap(({ approvers, next }) => [...approvers, ...next])
    .filter((one) => one.startsWith('role:'));
  return named.flatMap((name) => {
    const wanted = name.slice('role:'.length);
    const fits = (seat: Seat) => ladder.indexOf(seat.role) >= ladder.indexOf(wanted);
    const sitting = wanted === 'any' ? able.length > 0 : seats.some(fits);
    return sitting
      ? [{ from: name, to: actor, fromMs: Number.NEGATIVE_INFINITY, untilMs: Number.POSITIVE_INFINITY }]
      : [];
  });
}

/** A plan says who answers, whatever their limit. */
function notAsked({ id: approval, steps }: Row, { step, escalations }: ApprovalState): Refusal {
  const { approvers = [], next = [] } = steps[step] ?? {};
  const names = [...approvers, ...next.slice(0, escalations)];
  const asked = inBoth((locale) =>
    listed(
      names.map((one) => roleName(roleNamed(one) ?? one, locale)),
      locale,
    ),
  );
  return refusal('not_asked', { approval, asked });
}

async function aboveAuthority(
  tx: Tx,
  { row, vote, role, actor }: Pick<Weighing, 'row' | 'vote' | 'actor'> & { readonly role: Role },
): Promise<Refusal> {
  const { currency } = row;
  const { amountMinor, roles } = vote;
  const money = (minor: number) => inBoth((locale) => formatMoney({ amountMinor: minor, currency }, locale));
  const limits = await authorityLimits(tx, currency);
  const own = await ownLimit(tx, actor, currency);
  const limit = roles.includes(role) ? (own ?? limits[role]?.[currency] ?? 0) : 0;
  const needed = namedWhere((one) => roles.includes(one) && covers(limits, { role: one }, amountMinor, currency));
  return refusal('above_authority', { amount: money(amountMinor), role, limit: money(limit), needed });
}
