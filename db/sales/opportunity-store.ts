import { and, asc, eq } from 'drizzle-orm';
import { type OpportunityFacts, opportunityRules } from '../../domain/sales/opportunity.ts';
import type { OpportunityStage } from '../../domain/sales/opportunity-stages.ts';
import type { ProcessStore } from '../processes/change-process.ts';
import { approvals } from '../schema/approvals.ts';
import { opportunities, quotes, stageEvidence } from '../schema/pipeline.ts';
import { calendarByKey } from '../staff/calendars.ts';
import type { Tx } from '../transaction.ts';

const ms = (at: Date | null): number | null => at?.getTime() ?? null;

export const opportunityStore: ProcessStore<OpportunityFacts, OpportunityStage> = {
  ...opportunityRules,
  load: async (tx, state) => {
    const [row] = await tx.select().from(opportunities).where(eq(opportunities.id, state.id));
    if (!row || state.customerId === null) throw new Error(`opportunity ${state.id} has lost its row`);
    const { title, team, owner, amountMinor, currency, factors, goal, clock, firedLevels } = row;
    const { nextStep, nextStepDueAt, nextStepTold, snoozeReason, closeReason, promises } = row;
    return {
      ...state,
      customerId: state.customerId,
      ...{ title, team, owner, amountMinor, currency, factors, goal, clock, firedLevels },
      calendar: await calendarByKey(tx, row.calendar),
      snoozedUntil: ms(row.snoozedUntil),
      nextStep:
        nextStep === null || nextStepDueAt === null
          ? null
          : { what: nextStep, dueAt: nextStepDueAt.getTime(), told: nextStepTold },
      recycledUntil: ms(row.recycledUntil),
      ...{ snoozeReason, closeReason, promises },
      evidence: await evidenceOf(tx, state.id),
      quotes: await quotesOf(tx, state.id),
      approval: await approvalOf(tx, state.id),
    };
  },
};

async function evidenceOf(tx: Tx, id: string): Promise<OpportunityFacts['evidence']> {
  const rows = await tx
    .select({ criterion: stageEvidence.criterion })
    .from(stageEvidence)
    .where(eq(stageEvidence.opportunityId, id));
  return new Set(rows.map(({ criterion }) => criterion));
}

async function quotesOf(tx: Tx, id: string): Promise<OpportunityFacts['quotes']> {
  const rows = await tx
    .select({ no: quotes.no, state: quotes.state, expiresAt: quotes.expiresAt })
    .from(quotes)
    .where(eq(quotes.opportunityId, id))
    .orderBy(asc(quotes.no));
  return rows.map((row) => ({ ...row, expiresAt: row.expiresAt.getTime() }));
}

async function approvalOf(tx: Tx, id: string): Promise<OpportunityFacts['approval']> {
  const { approverRole, escalatesAt, expiresAt } = approvals;
  const [row] = await tx
    .select({ id: approvals.id, approverRole, escalatesAt, expiresAt })
    .from(approvals)
    .where(and(eq(approvals.processId, id), eq(approvals.state, 'open')));
  return row ? { ...row, escalatesAt: ms(row.escalatesAt), expiresAt: row.expiresAt.getTime() } : null;
}
