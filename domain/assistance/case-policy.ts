/** Waits and windows of a case. The profile in force is copied into the case when it is opened. Durations are ms. */
import type { PolicyProfile } from '../orders/order-policy.ts';
import type { CaseTargets } from './case-clocks.ts';

export const casePriorities = ['low', 'normal', 'high', 'urgent'] as const;
export type CasePriority = (typeof casePriorities)[number];

/** What a service level promises for each priority, in working time. */
export type SlaTargets = Readonly<Record<CasePriority, CaseTargets>>;

export type CasePolicy = {
  /** Working time to each reminder while the customer is waited for, counted from the one before. */
  readonly remindAfterMs: readonly number[];
  /** Working time from the last reminder until the case counts as resolved. */
  readonly resolveAfterMs: number;
  /** How long a resolved case can be reopened, day and night; then it is closed. */
  readonly reopenWindowMs: number;
  /** Of 0 to 10: who gives no more than this would advise others against us. */
  readonly detractorAtMost: number;
};

const second = 1000;
const workingDay = 8 * 3600 * second;
const day = 24 * 3600 * second;

export const casePolicies = {
  standard: {
    remindAfterMs: [2 * workingDay, 3 * workingDay],
    resolveAfterMs: 5 * workingDay,
    reopenWindowMs: 7 * day,
    detractorAtMost: 6,
  },
  demo: {
    remindAfterMs: [5 * second, 5 * second],
    resolveAfterMs: 5 * second,
    reopenWindowMs: 10 * second,
    detractorAtMost: 6,
  },
} as const satisfies Record<PolicyProfile, CasePolicy>;
