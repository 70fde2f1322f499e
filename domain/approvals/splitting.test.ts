import { describe, expect, it } from 'vitest';
import { type ApprovalRequest, amountToCover, splittingWindowMs } from './splitting.ts';

const request = (changes: Partial<ApprovalRequest> = {}): ApprovalRequest => ({
  ...{ id: 'new', customer: 'acme', requester: 'rob', amountMinor: 100, currency: 'CAD' },
  ...{ at: splittingWindowMs * 2, counts: true },
  ...changes,
});
const earlier = (changes: Partial<ApprovalRequest>) =>
  request({ id: 'old', amountMinor: 70, at: splittingWindowMs * 2 - 1, ...changes });

describe('the amount that needs authority', () => {
  it.each([
    ['is its own when nothing came before', [], 100],
    ['adds what the customer got by somebody else', [earlier({ requester: 'sue' })], 170],
    ['adds what the requester asked for another customer', [earlier({ customer: 'zen' })], 170],
    ['adds nothing of strangers', [earlier({ customer: 'zen', requester: 'sue' })], 100],
    [
      'takes the larger of both sums',
      [earlier({ requester: 'sue' }), earlier({ customer: 'zen', amountMinor: 20 })],
      170,
    ],
    ['adds nothing that is 24 hours old', [earlier({ at: splittingWindowMs })], 100],
    ['adds what is a millisecond younger', [earlier({ at: splittingWindowMs + 1 })], 170],
    ['adds nothing turned down', [earlier({ counts: false })], 100],
    ['adds nothing in another currency', [earlier({ currency: 'USD' })], 100],
    ['adds itself once', [request({ amountMinor: 70 })], 100],
    ['is not made smaller by what was given back', [earlier({ amountMinor: -70 })], 100],
  ])('%s', (_title, before, amount) => {
    expect(amountToCover(request(), before)).toBe(amount);
  });
});
