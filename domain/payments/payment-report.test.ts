import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterReport } from './payment-report.ts';
import { canMovePayment, type PaymentState, paymentMoves } from './payment-states.ts';
import type { ProviderPaymentState } from './provider-states.ts';
import { canMoveRefund, type RefundState, refundMoves } from './refund-states.ts';

const reports: readonly ProviderPaymentState[] = [
  'processing',
  'authorised',
  'declined',
  'captured',
  'voided',
  'expired',
];
// Object.keys forgets the type of a literal table.
const states = Object.keys(paymentMoves) as PaymentState[];
const refundStates = Object.keys(refundMoves) as RefundState[];

const afterEvery = (from: PaymentState, told: readonly ProviderPaymentState[]): PaymentState =>
  told.reduce((state, report) => afterReport(state, report) ?? state, from);

const anyReports = fc.array(fc.constantFrom(...reports), { maxLength: 12 });

/** Every one of `told` at least once, some twice, in any order. */
const shuffled = (told: readonly ProviderPaymentState[]) =>
  fc
    .subarray([...told])
    .chain((again) => fc.shuffledSubarray([...told, ...again], { minLength: told.length + again.length }));

describe('what the provider reports about a payment', () => {
  it.each([
    ['a capture whose answer was lost', 'authorised', 'captured', 'captured'],
    ['a capture before the answer to the authorisation', 'created', 'captured', 'captured'],
    ['an authorisation that we gave up', 'voided', 'authorised', 'voiding'],
    ['an authorisation after it was declined to us', 'declined', 'authorised', 'voiding'],
    ['a void that we asked for', 'voiding', 'voided', 'voided'],
    ['a lapsed authorisation', 'authorised', 'expired', 'expired'],
    ['a void after the capture', 'captured', 'voided', null],
    ['a second capture', 'captured', 'captured', null],
    ['an authorisation that its own step gets told', 'created', 'authorised', null],
    ['a lapse after the capture', 'captured', 'expired', null],
  ] as const)('%s: %s, reported %s, becomes %s', (_title, current, reported, next) => {
    expect(afterReport(current, reported)).toBe(next);
  });

  it('is a legal move or nothing, and nothing when it is said again at once', () => {
    for (const state of states) {
      for (const report of reports) {
        const next = afterReport(state, report);
        if (next === null) continue;
        expect(canMovePayment(state, next)).toBe(true);
        expect(afterReport(next, report)).toBe(null);
      }
    }
  });

  it('never takes a capture back, whatever is reported in whatever order', () => {
    fc.assert(
      fc.property(anyReports, (told) => {
        expect(afterEvery('captured', told)).toBe('captured');
        expect(afterEvery('disputed', told)).toBe('disputed');
      }),
    );
  });

  it('comes to one capture for every order of arrival, beside any state of our own steps', () => {
    const before = fc.constantFrom<PaymentState>('created', 'authorised');
    fc.assert(
      fc.property(before, shuffled(['processing', 'authorised', 'captured']), (from, told) => {
        expect(afterEvery(from, told)).toBe('captured');
      }),
    );
  });

  it('leaves a payment that is given up void or about to be voided', () => {
    fc.assert(
      fc.property(shuffled(['processing', 'authorised', 'voided']), (told) => {
        expect(['voiding', 'voided']).toContain(afterEvery('voiding', told));
      }),
    );
  });
});

describe('the tables of moves', () => {
  it('lead from every state of a payment that holds money to one that has settled it', () => {
    const settled: readonly PaymentState[] = ['captured', 'voided', 'expired', 'disputed', 'declined'];
    for (const state of states.filter((s) => !settled.includes(s))) {
      expect(settled.some((end) => canMovePayment(state, end))).toBe(true);
    }
  });

  it('move no payment and no refund to the state it is in', () => {
    for (const state of states) expect(canMovePayment(state, state)).toBe(false);
    for (const state of refundStates) expect(canMoveRefund(state, state)).toBe(false);
  });

  it('keep a failed refund alive: it can be sent again and can settle', () => {
    expect(refundStates.filter((state) => canMoveRefund('failed', state))).toEqual(['submitted', 'settled']);
    expect(refundStates.filter((state) => canMoveRefund('settled', state))).toEqual(['failed']);
  });
});
