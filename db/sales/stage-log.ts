import { asc, sql } from 'drizzle-orm';
import type { OpportunityStage } from '../../domain/sales/opportunity-stages.ts';
import type { StageLogEntry } from '../../domain/sales/stage-visits.ts';
import { stageLog } from '../schema/pipeline.ts';
import type { Tx } from '../transaction.ts';

/** Adds to the log of a deal whose row is locked. */
export async function logStage(tx: Tx, opportunityId: string, entries: readonly StageLogEntry[]): Promise<void> {
  for (const entry of entries) {
    await tx.insert(stageLog).values({
      opportunityId,
      no: sql`(select coalesce(max(no), 0) + 1 from stage_log where opportunity_id = ${opportunityId})`,
      kind: entry.kind,
      stage: entry.kind === 'entered' ? entry.stage : null,
      at: new Date(entry.at),
    });
  }
}

export type StageLogRow = { readonly opportunityId: string; readonly entry: StageLogEntry };

/** The logs of a team's deals, each in its order. */
export async function stageLogs(on: Pick<Tx, 'select'>, ofTeam: string | undefined): Promise<StageLogRow[]> {
  const rows = await on
    .select()
    .from(stageLog)
    .where(
      ofTeam === undefined
        ? undefined
        : sql`${stageLog.opportunityId} in (select id from opportunities where team = ${ofTeam})`,
    )
    .orderBy(asc(stageLog.opportunityId), asc(stageLog.no));
  return rows.map(({ opportunityId, kind, stage, at }) => ({
    opportunityId,
    entry: entryOf(kind, stage, at.getTime()),
  }));
}

/** A row without a stage is a pause or its end: the table's check says so. */
function entryOf(kind: StageLogEntry['kind'], stage: OpportunityStage | null, at: number): StageLogEntry {
  if (stage !== null) return { kind: 'entered', stage, at };
  return { kind: kind === 'snoozed' ? 'snoozed' : 'woken', at };
}
