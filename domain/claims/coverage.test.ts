import { expect, it } from 'vitest';
import { type CoverageFacts, type CoverageRule, coverageOf } from './coverage.ts';

const at = (time: string) => Date.parse(time);
const rule: CoverageRule = { startsAt: 'delivery', days: 30, needsSerial: false, exclusions: ['wear'] };
const facts: CoverageFacts = {
  startedAt: { delivery: at('2026-03-01T20:00Z'), invoice: at('2026-02-20T12:00Z'), registration: null },
  claimedAt: at('2026-03-20T12:00Z'),
  zone: 'America/Toronto',
  ...{ serial: null, soldSerials: ['S1'], cause: null },
};
const covered = (changes: Partial<CoverageFacts>, of: Partial<CoverageRule> = {}) => {
  const coverage = coverageOf({ ...rule, ...of }, { ...facts, ...changes });
  return coverage.covered ? coverage.untilDate : coverage.why;
};

it.each([
  ['within the window', {}, {}, '2026-03-31'],
  ['to the end of its last day, where the customer is', { claimedAt: at('2026-04-01T03:59Z') }, {}, '2026-03-31'],
  ['not on the next day', { claimedAt: at('2026-04-01T04:00Z') }, {}, 'too_late'],
  ['from the invoice', {}, { startsAt: 'invoice' }, '2026-03-22'],
  ['not before it is registered', {}, { startsAt: 'registration' }, 'not_started'],
  ['not before it is delivered', { claimedAt: at('2026-02-25T12:00Z') }, {}, 'not_started'],
  ['not without the serial number', {}, { needsSerial: true }, 'serial'],
  ['not with somebody else’s serial number', { serial: 'S9' }, { needsSerial: true }, 'serial'],
  ['with its serial number', { serial: 'S1' }, { needsSerial: true }, '2026-03-31'],
  ['not against what is excluded', { cause: 'wear' }, {}, 'excluded'],
  ['against any other cause', { cause: 'fault' }, {}, '2026-03-31'],
] as [string, Partial<CoverageFacts>, Partial<CoverageRule>, string][])(
  'is covered %s',
  (_title, changes, of, answer) => {
    expect(covered(changes, of)).toBe(answer);
  },
);
