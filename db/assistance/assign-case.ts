import { eq } from 'drizzle-orm';
import type { CaseFacts } from '../../domain/assistance/case.ts';
import { lockCustomer } from '../customers/move-lifecycle.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { cases } from '../schema/assistance.ts';
import { passOwnersTasks } from '../tasks/pass-owners-tasks.ts';
import { askForOwner, stopAskingForOwner } from './ask-for-owner.ts';
import { chooseOwner } from './choose-owner.ts';

type Change = ProcessChange<CaseFacts>;

/** Gives the case to a person; who was asked to find somebody is asked no more. */
export async function assignCase({ tx, facts, now, actor, record }: Change, owner: string): Promise<void> {
  await tx.update(cases).set({ ownerId: owner }).where(eq(cases.id, facts.id));
  record('case.assigned', { owner, from: facts.owner });
  await passOwnersTasks(tx, { id: facts.id, owner, now });
  await stopAskingForOwner(tx, { id: facts.id, now, state: 'done', by: actor });
}

/** To whoever of the team is next and is not the one who has it; a supervisor is asked where there is nobody else. */
export async function passOnCase(change: Change): Promise<string | null> {
  const { tx, facts, now } = change;
  const customer = await lockCustomer(tx, facts.customerId);
  const language = customer?.locale ?? 'en';
  const owner = await chooseOwner(tx, { team: facts.team, language, not: facts.owner, now });
  if (owner === null) await askForOwner(tx, { id: facts.id, team: facts.team, now });
  else await assignCase(change, owner);
  return owner;
}
