import { describe, expect, it } from 'vitest';
import { isHeldOut as heldOut, type OfferQuestion, offerAnswer } from './retention-offer.ts';

const question: OfferQuestion = {
  customerId: 'CUS-1',
  kind: 'customer_request',
  acceptedAt: [],
  zone: 'America/Toronto',
  holdOutShare: 0,
  experiment: 'retention-offer',
  hasOffer: true,
};
const isHeldOut = (customerId: string, holdOutShare: number, experiment = 'retention-offer') =>
  heldOut({ customerId, holdOutShare, experiment });
const at = (time: string) => Date.parse(time);

describe('a retention offer', () => {
  it.each([
    ['to whoever asks to leave', {}, 'eligible'],
    ['to nobody who has to leave', { kind: 'non_payment' }, 'involuntary'],
    ['to nobody of the hold-out group', { holdOutShare: 1 }, 'held_out'],
    ['to nobody for whom the table has none', { hasOffer: false, holdOutShare: 1 }, 'no_offer'],
    ['not within 12 months of an accepted one', { acceptedAt: [at('2025-03-01T12:00:00.001Z')] }, 'accepted_lately'],
    ['again when 12 months are over', { acceptedAt: [at('2025-03-01T12:00Z'), at('2020-01-01T00:00Z')] }, 'eligible'],
  ] as [string, Partial<OfferQuestion>, string][])('is made %s', (_title, changes, answer) => {
    expect(offerAnswer({ ...question, ...changes }, at('2026-03-01T12:00Z'))).toBe(answer);
  });
});

describe('the hold-out group', () => {
  const ids = Array.from({ length: 5000 }, (_, n) => `CUS-${n.toString(36).padStart(7, '0')}`);

  it('is about its share of all customers, also of those with neighbouring ids', () => {
    const held = ids.filter((id) => isHeldOut(id, 0.1)).length;
    expect(held).toBeGreaterThan(400);
    expect(held).toBeLessThan(600);
  });

  it('stays the same, and only grows with its share', () => {
    const small = ids.filter((id) => isHeldOut(id, 0.1));
    const large = new Set(ids.filter((id) => isHeldOut(id, 0.2)));
    expect(small.every((id) => large.has(id))).toBe(true);
    // Known answers: a changed hash would move customers in and out of the group.
    expect(ids.slice(0, 120).filter((id) => isHeldOut(id, 0.02))).toEqual([
      'CUS-000000a',
      'CUS-000000g',
      'CUS-0000038',
    ]);
  });

  it('is another one in another experiment', () => {
    const group = (experiment: string) => ids.filter((id) => isHeldOut(id, 0.1, experiment));
    const [first, second] = [group('a'), new Set(group('b'))];
    expect(first.filter((id) => second.has(id)).length).toBeLessThan(first.length / 2);
  });

  it('is nobody at 0 and everybody at 1', () => {
    expect(ids.some((id) => isHeldOut(id, 0))).toBe(false);
    expect(ids.every((id) => isHeldOut(id, 1))).toBe(true);
  });
});
