import { expect, it } from 'vitest';
import { decisionTable } from '../../test/harness/decision-tables.ts';
import { type PastCase, simulateTable } from './simulate-table.ts';

it('tells which past cases a new version would decide otherwise', () => {
  const table = decisionTable('FIRST', [
    [{ days: '< 10' }, { points: 1 }],
    [{ days: '< 20' }, { points: 2 }],
  ]);
  const cases: PastCase[] = [
    { id: 'a', inputs: { days: 5, kind: 'x', vip: true, gone: 1 }, outputs: { points: 1 } },
    { id: 'b', inputs: { days: 15, kind: 'x', vip: true }, outputs: { points: 1 } },
    { id: 'c', inputs: { days: 99, kind: 'x', vip: true }, outputs: null },
    { id: 'd', inputs: { days: 99, vip: true }, outputs: { points: 1 } },
  ];
  const results = simulateTable(table, cases);
  expect(results.map(({ id, result }) => [id, result])).toEqual([
    ['a', 'same'],
    ['b', 'changed'],
    ['c', 'same'],
    ['d', 'not_decidable'],
  ]);
  expect(results[1]).toMatchObject({ before: { points: 1 }, after: { outputs: { points: 2 }, winners: ['r2'] } });
});
