/** A cadence: touches at working-time delays, stopped by an answer. One enrolment takes one prospect through one version of it. */
import type { CalendarKey } from '../clock/clock.ts';
import type { WorkingCalendar } from '../clock/working-calendar.ts';
import { addWorking } from '../clock/working-time.ts';
import type { TemplateName } from '../messages/templates.ts';
import type { ProcessRules, ProcessState } from '../processes/process.ts';

/** What a prospect did, or was done with them. */
export const interactionKinds = ['reply', 'meeting', 'call', 'opt_out'] as const;
export type InteractionKind = (typeof interactionKinds)[number];

export const touchTemplates = [
  'cadence_intro',
  'cadence_follow_up',
  'cadence_last',
] as const satisfies readonly TemplateName[];
export type TouchTemplate = (typeof touchTemplates)[number];

export type CadenceStep = {
  /** Working time after the touch before; of the first one after the enrolment. */
  readonly delayMs: number;
  /** An e-mail is sent; a call becomes a task for a person. */
  readonly channel: 'email' | 'phone';
  readonly template: TouchTemplate;
  /** An interaction of these kinds since the enrolment stops it. */
  readonly stopIf: readonly InteractionKind[];
};

export const enrolmentMoves = {
  running: ['finished', 'stopped'],
  finished: [],
  stopped: [],
} as const satisfies Record<string, readonly string[]>;

export type EnrolmentStatus = keyof typeof enrolmentMoves;

export const stopReasons = [...interactionKinds, 'consent', 'lifecycle', 'by_hand'] as const;
export type StopReason = (typeof stopReasons)[number];

export type EnrolmentFacts = ProcessState<EnrolmentStatus> & {
  readonly customerId: string;
  readonly cadence: string;
  readonly cadenceVersion: number;
  /** As they were at the enrolment: a new version leaves running ones alone. */
  readonly steps: readonly CadenceStep[];
  readonly calendar: CalendarKey;
  /** The name that prospects are given to answer to. */
  readonly owner: string;
  /** The index of the next touch. */
  readonly nextStep: number;
  readonly dueAt: number;
  readonly stoppedBecause: StopReason | null;
};

export const enrolmentRules: ProcessRules<EnrolmentFacts, EnrolmentStatus> = {
  kind: 'enrolment',
  moves: enrolmentMoves,
  nextStatus: ({ stoppedBecause, nextStep, steps }) => {
    if (stoppedBecause !== null) return 'stopped';
    return nextStep >= steps.length ? 'finished' : 'running';
  },
  wakeAt: ({ dueAt }) => dueAt,
};

/** Whether what a prospect did stops what is sent to them: since the enrolment only, and an opt-out whatever the next touch says. */
export function stopsEnrolment(
  { openedAt, steps, nextStep }: Pick<EnrolmentFacts, 'openedAt' | 'steps' | 'nextStep'>,
  { kind, at }: { readonly kind: InteractionKind; readonly at: number },
): boolean {
  return at >= openedAt && (kind === 'opt_out' || (steps[nextStep]?.stopIf.includes(kind) ?? false));
}

/** When a touch is due, counted from the one before. */
export function touchDueAt(calendar: WorkingCalendar, step: CadenceStep, fromMs: number): number {
  return addWorking(calendar, fromMs, step.delayMs);
}
