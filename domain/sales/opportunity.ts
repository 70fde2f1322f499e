/** A deal as a process: people say where it goes, and time says when somebody is told. Instants are epoch ms. */
import { applyClockEvent, type Clock } from '../clock/clock.ts';
import type { WorkingCalendar } from '../clock/working-calendar.ts';
import { addWorkingDays } from '../clock/working-days.ts';
import { workingBetween } from '../clock/working-time.ts';
import type { ProcessRules, ProcessState } from '../processes/process.ts';
import { type PlannedLevel, planLadder, standardLadder } from '../sla/ladder.ts';
import {
  type Criterion,
  type OpenStage,
  type OpportunityStage,
  opportunityMoves,
  stagePath,
} from './opportunity-stages.ts';
import { isLive, type Quote, type QuoteApproval } from './quote.ts';

/** How long a deal may stand in a stage, in working days. */
const stageDays = {
  new: 2,
  contacted: 5,
  qualified: 10,
  proposal: 10,
  negotiation: 15,
} as const satisfies Record<OpenStage, number>;

export type OpportunityFacts = ProcessState<OpportunityStage> & {
  readonly customerId: string;
  readonly title: string;
  readonly team: string;
  readonly owner: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly factors: Readonly<Record<string, string>>;
  /** Where people sent it. */
  readonly goal: OpportunityStage;
  readonly clock: Clock;
  readonly calendar: WorkingCalendar;
  readonly firedLevels: readonly number[];
  readonly snoozedUntil: number | null;
  readonly snoozeReason: string | null;
  readonly nextStep: { readonly what: string; readonly dueAt: number; readonly told: boolean } | null;
  readonly recycledUntil: number | null;
  readonly closeReason: string | null;
  readonly promises: readonly string[];
  readonly evidence: ReadonlySet<Criterion>;
  readonly quotes: readonly Quote[];
  /** Of the quote that awaits it. */
  readonly approval: QuoteApproval | null;
};

export const isOpenStage = (stage: OpportunityStage): stage is OpenStage => stage in stageDays;

/** The clock of a stage: so much working time as its working days hold from here. */
export function stageClock(calendar: WorkingCalendar, key: string, stage: OpenStage, at: number): Clock {
  const targetMs = workingBetween(calendar, at, addWorkingDays(calendar, at, stageDays[stage]));
  const clock = applyClockEvent(null, { kind: 'started', at, targetMs, calendar: key }, () => calendar);
  if (clock === null) throw new Error('a clock that was started is a clock');
  return clock;
}

/** When a change counts: who waited for another one looked at a clock of their own before that, and comes after it all the same. */
export const changedAt = ({ clock }: Pick<OpportunityFacts, 'clock'>, now: number): number =>
  Math.max(now, clock.changedAt);

/** The levels of the ladder still to come. */
export function stageLadder({ clock, firedLevels, calendar }: OpportunityFacts): PlannedLevel[] {
  return planLadder(standardLadder, clock, firedLevels, () => calendar);
}

export const opportunityRules: ProcessRules<OpportunityFacts, OpportunityStage> = {
  kind: 'opportunity',
  moves: opportunityMoves,
  nextStatus: ({ status, goal }) => {
    const path: readonly OpportunityStage[] = stagePath;
    const [from, to] = [path.indexOf(status), path.indexOf(goal)];
    // Forward one stage at a time; back, or off the path, in one move.
    return from !== -1 && to > from ? (path[from + 1] ?? goal) : goal;
  },
  wakeAt: (facts) => earliest([...instantsOf(facts), ...quoteEnds(facts), ...answerTimes(facts)]),
};

function instantsOf(facts: OpportunityFacts): (number | null)[] {
  if (facts.goal === 'recycled') return [facts.recycledUntil];
  const { snoozedUntil, nextStep } = facts;
  // While it sleeps nobody is told anything but what was due before.
  const step = nextStep === null || nextStep.told || snoozedUntil !== null ? null : nextStep.dueAt;
  return [snoozedUntil, step, ...stageLadder(facts).map(({ at }) => at)];
}

const quoteEnds = ({ quotes }: OpportunityFacts): number[] => quotes.filter(isLive).map(({ expiresAt }) => expiresAt);

const answerTimes = ({ approval }: OpportunityFacts): (number | null)[] =>
  approval === null ? [] : [approval.escalatesAt, approval.expiresAt];

function earliest(instants: readonly (number | null)[]): number | null {
  const known = instants.filter((at) => at !== null);
  return known.length === 0 ? null : Math.min(...known);
}
