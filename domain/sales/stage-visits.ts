/** The stage log of a deal as visits: how long it was in each stage, snoozed time taken out. */
import type { OpportunityStage } from './opportunity-stages.ts';

/** Epoch ms. */
export type StageLogEntry = { readonly at: number } & (
  | { readonly kind: 'entered'; readonly stage: OpportunityStage }
  | { readonly kind: 'snoozed' }
  | { readonly kind: 'woken' }
);

export type StageVisit = {
  readonly stage: OpportunityStage;
  /** Until it left the stage or, for an open visit, until now. */
  readonly durationMs: number;
  /** Where it went; null while it is still there. */
  readonly leftTo: OpportunityStage | null;
};

/** Entries in order of time. Each visit stands on its own, also a second one to the same stage. */
export function stageVisits(log: readonly StageLogEntry[], nowMs: number): StageVisit[] {
  const visits: StageVisit[] = [];
  let open: { stage: OpportunityStage; sinceMs: number; awakeMs: number; snoozed: boolean } | null = null;
  const awakeUntil = (atMs: number): number => {
    if (open === null) return 0;
    return open.awakeMs + (open.snoozed ? 0 : atMs - open.sinceMs);
  };
  for (const entry of log) {
    if (entry.kind === 'entered') {
      if (open !== null) visits.push({ stage: open.stage, durationMs: awakeUntil(entry.at), leftTo: entry.stage });
      open = { stage: entry.stage, sinceMs: entry.at, awakeMs: 0, snoozed: false };
    } else if (open !== null) {
      open = { stage: open.stage, sinceMs: entry.at, awakeMs: awakeUntil(entry.at), snoozed: entry.kind === 'snoozed' };
    }
  }
  if (open !== null) visits.push({ stage: open.stage, durationMs: awakeUntil(nowMs), leftTo: null });
  return visits;
}
