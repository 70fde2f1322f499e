import type { OpportunityFacts } from '../../domain/sales/opportunity.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { ownerAsked } from '../staff/owner-asked.ts';
import { raiseTask } from '../tasks/raise-task.ts';
import { quoteSubject } from './deal-tasks.ts';

type Change = Pick<ProcessChange<OpportunityFacts>, 'tx' | 'facts' | 'now'>;

/** A quote came to nothing while its deal goes on: the owner is asked for another, until there is one or the deal has moved. */
export async function askForAnotherQuote(
  { tx, facts, now }: Change,
  { no, why }: { readonly no: number; readonly why: 'expired' | 'unanswered' | 'turned_down' },
): Promise<void> {
  const asked = await ownerAsked(tx, facts.owner, now);
  const details = { opportunity: facts.id, owner: facts.owner, quote: no, why };
  await raiseTask(tx, { ...asked, kind: 'quote_needed', subject: quoteSubject(facts.id, no), details, now });
}
