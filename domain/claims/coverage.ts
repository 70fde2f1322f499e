/** Whether something is still covered: the window of its product class, its serial number, what is excluded. */
import { Temporal } from 'temporal-polyfill';

export type CoverageRule = {
  readonly startsAt: 'delivery' | 'invoice' | 'registration';
  /** Calendar days after the day it starts; the last is covered to its end, in the customer's zone. */
  readonly days: number;
  readonly needsSerial: boolean;
  /** Causes that are not covered: wear, misuse, … */
  readonly exclusions: readonly string[];
};

export type CoverageFacts = {
  /** Epoch ms; null for what has not happened. */
  readonly startedAt: Readonly<Record<CoverageRule['startsAt'], number | null>>;
  readonly claimedAt: number;
  readonly zone: string;
  readonly serial: string | null;
  readonly soldSerials: readonly string[];
  readonly cause: string | null;
};

export type Coverage =
  | { readonly covered: true; readonly untilDate: string }
  | { readonly covered: false; readonly why: 'not_started' | 'too_late' | 'serial' | 'excluded' };

export function coverageOf(rule: CoverageRule, facts: CoverageFacts): Coverage {
  const startedAt = facts.startedAt[rule.startsAt];
  if (startedAt === null || startedAt > facts.claimedAt) return { covered: false, why: 'not_started' };
  const last = localDate(startedAt, facts.zone).add({ days: rule.days });
  if (Temporal.PlainDate.compare(localDate(facts.claimedAt, facts.zone), last) > 0)
    return { covered: false, why: 'too_late' };
  if (rule.needsSerial && (facts.serial === null || !facts.soldSerials.includes(facts.serial)))
    return { covered: false, why: 'serial' };
  if (facts.cause !== null && rule.exclusions.includes(facts.cause)) return { covered: false, why: 'excluded' };
  return { covered: true, untilDate: last.toString() };
}

function localDate(instantMs: number, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(zone).toPlainDate();
}
