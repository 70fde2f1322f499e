import type { AnsweredUnits, ClaimFacts } from '../../domain/claims/claim-facts.ts';
import type { UnreturnedAnswer } from '../../domain/claims/outcomes.ts';
import { askForLateItems } from '../exit/late-items.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import type { ProcessChange } from '../processes/change-process.ts';

type Change = ProcessChange<ClaimFacts>;

type InForce = AnsweredUnits & {
  readonly no: number;
  readonly answer: UnreturnedAnswer;
  readonly amountMinor: number;
};

/** It is recorded, and a customer who is charged is told; after their exit's settlement somebody collects it. */
export async function putInForce(change: Change, { no, lineNo, units, answer, amountMinor }: InForce): Promise<void> {
  const { tx, facts, now, record } = change;
  const { id, customerId, orderId: order, currency } = facts;
  record(answer === 'charge' ? 'claim.original_charged' : 'claim.original_written_off', { lineNo, units, amountMinor });
  if (answer !== 'charge') return;
  await tellCustomer(tx, {
    ...{ customerId, process: `claim/${id}`, step: `original-charged-${no}`, template: 'claim_original_charged', now },
    params: { claim: id, order, units, amountMinor, currency },
  });
  await askForLateItems(tx, customerId, now);
}
