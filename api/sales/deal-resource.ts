import type { Role } from '../../domain/access/roles.ts';
import { deadlineOf } from '../../domain/clock/clock.ts';
import type { Currency } from '../../domain/money/money.ts';
import { type OpportunityFacts, opportunityRules } from '../../domain/sales/opportunity.ts';
import { opportunityMoves } from '../../domain/sales/opportunity-stages.ts';
import { dealActions, dealMessage, dealWait, dealWho, missingOf } from '../../domain/sales/opportunity-words.ts';
import { iso, isoOrNull } from '../instant.ts';
import { processResource } from '../processes/process-resource.ts';

export function dealResource(facts: OpportunityFacts, role: Role) {
  const { title, team, owner, amountMinor, currency, factors, firedLevels, closeReason, promises } = facts;
  return {
    ...processResource(facts, {
      ...{ kind: 'opportunity', moves: opportunityMoves, role, actions: dealActions },
      wait: {
        ...{ for: dealWait(facts), until: opportunityRules.wakeAt(facts) },
        ...{ who: dealWho(facts), message: dealMessage(facts) },
      },
    }),
    ...{ title, team, owner, factors },
    amount: { amount: amountMinor, currency: currency as Currency }, // opened in one of the table's currencies
    evidence: [...facts.evidence],
    missing: [...missingOf(facts)],
    snoozedUntil: isoOrNull(facts.snoozedUntil),
    recycledUntil: isoOrNull(facts.recycledUntil),
    nextStep: facts.nextStep && { what: facts.nextStep.what, dueAt: iso(facts.nextStep.dueAt) },
    stageDueAt: isoOrNull(deadlineOf(facts.clock, () => facts.calendar)),
    firedLevels: [...firedLevels],
    closeReason,
    promises: [...promises],
    quotes: facts.quotes.map(({ no, state, expiresAt }) => ({ no, state, expiresAt: iso(expiresAt) })),
  };
}
