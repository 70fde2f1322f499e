import { eq } from 'drizzle-orm';
import { applyClockEvent } from '../../domain/clock/clock.ts';
import { changedAt, type OpportunityFacts } from '../../domain/sales/opportunity.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { opportunities } from '../schema/pipeline.ts';
import { logStage } from './stage-log.ts';

type Change = ProcessChange<OpportunityFacts>;

/** Its time in the stage stands still until then. */
export async function snooze({ tx, facts, now, record }: Change, until: number, reason: string): Promise<void> {
  const at = changedAt(facts, now);
  await tx
    .update(opportunities)
    .set({ clock: clockAfter(facts, 'paused', at), snoozedUntil: new Date(until), snoozeReason: reason })
    .where(eq(opportunities.id, facts.id));
  await logStage(tx, facts.id, [{ kind: 'snoozed', at }]);
  record('opportunity.snoozed', { until: new Date(until).toISOString() });
}

/** Goes on from the instant that was named, however late somebody looks. */
export async function wake({ tx, facts, record }: Change, named: number): Promise<void> {
  const at = changedAt(facts, named);
  await tx
    .update(opportunities)
    .set({ clock: clockAfter(facts, 'resumed', at), snoozedUntil: null, snoozeReason: null })
    .where(eq(opportunities.id, facts.id));
  await logStage(tx, facts.id, [{ kind: 'woken', at }]);
  record('opportunity.woken');
}

function clockAfter({ clock, calendar }: OpportunityFacts, kind: 'paused' | 'resumed', at: number) {
  return applyClockEvent(clock, { kind, at }, () => calendar) ?? clock;
}
