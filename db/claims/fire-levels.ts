import { eq, sql } from 'drizzle-orm';
import { claimLevelsToCome } from '../../domain/claims/claim-clock-states.ts';
import type { ClaimClockName } from '../../domain/claims/claim-clocks.ts';
import type { ClaimFacts } from '../../domain/claims/claim-facts.ts';
import { claimPolicy } from '../../domain/claims/claim-policy.ts';
import { type LevelToCome, levelTask } from '../../domain/sla/named-clock.ts';
import { chooseOwner } from '../assistance/choose-owner.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { claimLevels } from '../schema/claim-clocks.ts';
import { claims } from '../schema/claims.ts';
import { customers } from '../schema/customers.ts';
import { personAnswering } from '../staff/staff.ts';
import { passOwnersTasks } from '../tasks/pass-owners-tasks.ts';
import { raiseTask } from '../tasks/raise-task.ts';

type Change = ProcessChange<ClaimFacts>;

/** Fires every level whose instant has come: its row, the tasks of who is told, and at the last somebody else gets it. */
export async function fireClaimLevels(change: Change): Promise<void> {
  const due = claimLevelsToCome(change.facts).filter(({ at }) => at <= change.now);
  for (const level of due) await fire(change, level);
  if (due.some(({ level }) => level.reassign)) await giveToNext(change);
}

async function fire(
  { tx, facts, now, record }: Change,
  { name, no, level, at }: LevelToCome<ClaimClockName>,
): Promise<void> {
  const { id, orderId } = facts;
  const fired = { clock: name, no, percent: level.percent };
  await tx.insert(claimLevels).values({ claimId: id, ...fired, dueAt: new Date(at), firedAt: new Date(now) });
  record('claim.level_fired', fired);
  const person = facts.owner && (await personAnswering(tx, facts.owner, now));
  const details = { claim: id, ...fired, dueAt: new Date(at).toISOString() };
  for (const told of level.tell) {
    const asked = { kind: 'sla_level', now, orderId, subject: levelTask(id, fired, told) };
    if (told !== 'owner') await raiseTask(tx, { ...asked, role: told, details });
    else if (person) await raiseTask(tx, { ...asked, role: 'agent', person, details: { ...details, person } });
    // Nobody has it in hand, or who has it is away without a delegate: whoever works on claims.
    else await raiseTask(tx, { ...asked, role: 'agent', details });
  }
}

/** Whoever of the team is next has it from now on; who has it keeps it where there is nobody else. */
export async function giveToNext({ tx, facts, now, record }: Change): Promise<void> {
  const [customer] = await tx
    .select({ locale: customers.locale })
    .from(customers)
    // Of who answers for them, where they were merged.
    .where(sql`${customers.id} = customer_now(${facts.customerId})`);
  const language = customer?.locale ?? 'en';
  const next = await chooseOwner(tx, { team: claimPolicy.team, language, not: facts.owner, now });
  const owner = next ?? facts.owner;
  await tx.update(claims).set({ ownerId: owner }).where(eq(claims.id, facts.id));
  record('claim.assigned', { owner });
  if (next !== null) await passOwnersTasks(tx, { id: facts.id, owner: next, now });
}
