import { expect, it } from 'vitest';
import { evidenceRefusal } from './evidence.ts';

it.each([
  ['note', 'They want Tuesdays', null],
  ['note', '  ', 'evidence_missing'],
  ['note', null, 'evidence_missing'],
  ['file', 'customers.csv', null],
  ['file', 'https://files.example/7', null],
  ['file', 'it is somewhere', 'evidence_wrong'],
  ['date', '2026-06-24', null],
  ['date', '2026-02-30', 'evidence_wrong'],
  ['date', 'tomorrow', 'evidence_wrong'],
] as const)('a %s of %j: %s', (kind, given, refusal) => {
  expect(evidenceRefusal(kind, given)).toBe(refusal);
});
