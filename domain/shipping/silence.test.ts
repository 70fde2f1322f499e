import { expect, it } from 'vitest';
import { orderPolicies } from '../orders/order-policy.ts';
import { watchFrom } from './silence.ts';

const day = 86_400_000;
const suspected = (heardAt: string): string =>
  new Date(watchFrom(Date.parse(heardAt), orderPolicies.standard).silentAfter).toISOString();

it.each([
  ['a quiet week', '2026-03-02T15:00:00Z', '2026-03-09T14:00:00.000Z'], // the clocks change on 8 March
  ['a weekend in between', '2026-05-07T15:00:00Z', '2026-05-14T15:00:00.000Z'],
  ['said on a Saturday', '2026-05-09T15:00:00Z', '2026-05-15T15:00:00.000Z'],
  ['over Christmas and New Year', '2026-12-23T15:00:00Z', '2026-12-31T15:00:00.000Z'],
])('waits five business days: %s', (_, heardAt, suspectedAt) => {
  expect(suspected(heardAt)).toBe(suspectedAt);
});

it('counts plain time where no business days are set', () => {
  const { silentAfter } = watchFrom(1000, orderPolicies.demo);
  expect(silentAfter).toBe(1000 + orderPolicies.demo.silenceMs);
});

it('asks the carrier half-way', () => {
  const heardAt = Date.parse('2026-05-09T15:00:00Z');
  const { nextPollAt, silentAfter } = watchFrom(heardAt, orderPolicies.standard);
  expect(nextPollAt - heardAt).toBe(3 * day);
  expect(silentAfter - nextPollAt).toBe(3 * day);
});
