import { sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import type { ProcessState } from '../../domain/processes/process.ts';
import { type OpportunityFacts, opportunityRules } from '../../domain/sales/opportunity.ts';
import type { Criterion, OpportunityStage } from '../../domain/sales/opportunity-stages.ts';
import { calendarNamed } from '../assistance/clock-calendars.ts';
import { jsonOf, listOf } from '../json-of.ts';
import { at } from '../orders/load-facts.ts';
import { handWritten } from '../prepared.ts';
import type { ProcessStore } from '../processes/change-process.ts';

type OpportunityRows = Omit<OpportunityFacts, keyof ProcessState | 'evidence'> & {
  readonly evidence: readonly Criterion[];
};

export const opportunityStore: ProcessStore<OpportunityFacts, OpportunityStage> = {
  ...opportunityRules,
  load: async (tx, state) => {
    const [row] = await selectOpportunity(tx, state.id);
    if (!row || state.customerId === null) throw new Error(`opportunity ${state.id} has lost its row`);
    const { evidence, ...deal } = row.opportunity;
    return { ...state, customerId: state.customerId, ...deal, evidence: new Set(evidence) };
  },
};

const rows = jsonOf<OpportunityRows>({
  ...{ title: 'o.title', team: 'o.team', owner: 'o.owner', amountMinor: 'o.amount_minor', currency: 'o.currency' },
  ...{ factors: 'o.factors', goal: 'o.goal', clock: 'o.clock', firedLevels: 'o.fired_levels' },
  ...{ snoozedUntil: at('o.snoozed_until'), snoozeReason: 'o.snooze_reason', closeReason: 'o.close_reason' },
  ...{ recycledUntil: at('o.recycled_until'), promises: 'o.promises', calendar: calendarNamed('o.calendar') },
  nextStep: sql`case when o.next_step is not null then ${jsonOf<NonNullable<OpportunityFacts['nextStep']>>({
    ...{ what: 'o.next_step', dueAt: at('o.next_step_due_at'), told: 'o.next_step_told' },
  })} end`,
  evidence: listOf('e.criterion', 'e.criterion', sql`stage_evidence e where e.opportunity_id = o.id`),
  quotes: listOf(
    jsonOf<OpportunityFacts['quotes'][number]>({ no: 'q.no', state: 'q.state', expiresAt: at('q.expires_at') }),
    'q.no',
    sql`quotes q where q.opportunity_id = o.id`,
  ),
  approval: sql`(select ${jsonOf<NonNullable<OpportunityFacts['approval']>>({
    ...{ id: 'a.id', approverRole: 'a.approver_role' },
    ...{ escalatesAt: at('a.escalates_at'), expiresAt: at('a.expires_at') },
  })} from approvals a where a.process_id = o.id and a.state = 'open')`,
});

/** All of it in one statement and one snapshot; its one parameter is the deal's id. */
const selectOpportunity = handWritten<{ opportunity: OpportunityRows }>(
  new PgDialect().sqlToQuery(sql`select ${rows} as opportunity from opportunities o where o.id = ${''}`).sql,
);
