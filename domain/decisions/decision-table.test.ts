import { expect, it } from 'vitest';
import { versionInForce } from './decision-table.ts';

const versions = [
  { version: 3, effectiveFrom: 200 },
  { version: 2, effectiveFrom: 200 },
  { version: 1, effectiveFrom: 100 },
  { version: 4, effectiveFrom: null },
];

it.each([
  [99, null],
  [100, 1],
  [199, 1],
  [200, 3],
  [9999, 3],
])('at %d version %s is in force', (at, version) => {
  expect(versionInForce(versions, at)?.version ?? null).toBe(version);
});
