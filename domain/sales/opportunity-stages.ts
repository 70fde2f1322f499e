/**
 * Every stage of a deal and every legal move. Forward goes one stage at a time, back to any earlier one; a deal that is
 * not ripe is recycled and begins again later. The database refuses any other move.
 */
export const opportunityMoves = {
  new: ['contacted', 'lost', 'recycled'],
  contacted: ['new', 'qualified', 'lost', 'recycled'],
  qualified: ['new', 'contacted', 'proposal', 'lost', 'recycled'],
  proposal: ['new', 'contacted', 'qualified', 'negotiation', 'lost', 'recycled'],
  negotiation: ['new', 'contacted', 'qualified', 'proposal', 'won', 'lost', 'recycled'],
  recycled: ['new', 'lost'],
  won: [],
  lost: [],
} as const satisfies Record<string, readonly string[]>;

export type OpportunityStage = keyof typeof opportunityMoves;

/** The way of a deal that is won. */
export const stagePath = ['new', 'contacted', 'qualified', 'proposal', 'negotiation', 'won'] as const;
export type StageOnPath = (typeof stagePath)[number];
export type OpenStage = Exclude<StageOnPath, 'won'>;

/** What must be evidenced before a deal leaves a stage forward. */
export const exitCriteria = {
  new: ['contact_made'],
  contacted: ['need_confirmed', 'decision_maker_known'],
  qualified: ['budget_confirmed', 'timeline_confirmed'],
  proposal: ['quote_sent'],
  negotiation: ['quote_accepted'],
} as const satisfies Record<OpenStage, readonly string[]>;

export type Criterion = (typeof exitCriteria)[OpenStage][number];
export const criteria: readonly Criterion[] = Object.values(exitCriteria).flat();

export function canMoveOpportunity(from: OpportunityStage, to: OpportunityStage): boolean {
  const targets: readonly OpportunityStage[] = opportunityMoves[from];
  return targets.includes(to);
}

export type Advance =
  /** The moves to make, one after another, each a row of the stage log. */
  | { readonly kind: 'advance'; readonly through: readonly StageOnPath[] }
  | {
      readonly kind: 'missing';
      readonly missing: readonly { readonly stage: OpenStage; readonly criterion: Criterion }[];
    }
  | { readonly kind: 'not_ahead' };

/** From a stage to one further on. Every stage on the way must be ready to leave; otherwise all that is missing is listed. */
export function planAdvance(from: OpportunityStage, to: StageOnPath, evidence: ReadonlySet<string>): Advance {
  const path: readonly OpportunityStage[] = stagePath;
  const [start, end] = [path.indexOf(from), path.indexOf(to)];
  if (start === -1 || end <= start) return { kind: 'not_ahead' };
  const missing = stagePath.slice(start, end).flatMap((stage) => missingIn(stage, evidence));
  return missing.length > 0
    ? { kind: 'missing', missing }
    : { kind: 'advance', through: stagePath.slice(start + 1, end + 1) };
}

function missingIn(stage: StageOnPath, evidence: ReadonlySet<string>): { stage: OpenStage; criterion: Criterion }[] {
  if (stage === 'won') return [];
  return exitCriteria[stage].filter((criterion) => !evidence.has(criterion)).map((criterion) => ({ stage, criterion }));
}

/** What a stage still asks for before it can be left forward; nothing for a stage off the path. */
export function missingToLeave(stage: OpportunityStage, evidence: ReadonlySet<string>): Criterion[] {
  const onPath = stagePath.find((one) => one === stage);
  return onPath === undefined ? [] : missingIn(onPath, evidence).map(({ criterion }) => criterion);
}
