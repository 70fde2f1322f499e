import { eq } from 'drizzle-orm';
import { type CaseFacts, namedClocks } from '../../domain/assistance/case.ts';
import { canMoveCase, endsCase } from '../../domain/assistance/case-states.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import { areSamePerson } from '../customers/is-same-person.ts';
import { changeProcess, type ProcessChange, ProcessMissing } from '../processes/change-process.ts';
import { cases } from '../schema/assistance.ts';
import { stopAskingForOwner } from './ask-for-owner.ts';
import { caseStore } from './case-store.ts';
import { customerWrote } from './converse.ts';
import { turnClocks } from './turn-clocks.ts';

type Change = ProcessChange<CaseFacts>;

/**
 * The case ends and lives on in another open one of the same customer, or of somebody who is one with them, whose row the caller has locked too, both by id.
 * An answer that was owed here is owed there. `nudge`: the other's workflow must be told to look.
 */
export async function mergeCase(change: Change, into: string): Promise<Refusal | { readonly nudge: boolean }> {
  const { tx, facts, now, actor, record } = change;
  if (into === facts.id || !canMoveCase(facts.status, 'merged')) return cannotMerge(facts, into);
  const owed = namedClocks(facts.clocks).some(({ name, clock }) => name !== 'resolution' && clock.state === 'running');
  const options = { id: into, now, actor, byWorkflow: false };
  try {
    const { value, nudge } = await changeProcess(tx, caseStore, options, async (other) => {
      if (endsCase(other.facts.status) || !(await sameCustomer(tx, facts, other.facts)))
        return cannotMerge(facts, into);
      if (owed) await customerWrote(other);
      other.record('case.absorbed', { case: facts.id });
      return null;
    });
    if (value) return value;
    await turnClocks(change, [{ kind: 'moved', to: 'merged' }]);
    await tx.update(cases).set({ mergedInto: into, remindAt: null }).where(eq(cases.id, facts.id));
    await stopAskingForOwner(tx, { id: facts.id, now, state: 'void', by: actor });
    record('case.merge_asked', { into });
    return { nudge };
  } catch (error) {
    if (error instanceof ProcessMissing) return refusal('not_found', { thing: `case ${into}` });
    throw error;
  }
}

const sameCustomer = async (tx: Change['tx'], one: CaseFacts, other: CaseFacts): Promise<boolean> =>
  one.customerId === other.customerId || areSamePerson(tx, one.customerId, other.customerId);

const cannotMerge = ({ id, status }: CaseFacts, into: string): Refusal =>
  refusal('case_cannot_merge', { case: id, status, into });
