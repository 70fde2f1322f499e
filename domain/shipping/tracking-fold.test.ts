import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldTracking, isEnd, type Scan } from './tracking-fold.ts';
import { trackingStatuses } from './tracking-status.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 5, 12, minute)).toISOString();
let made = 0;
const nextId = () => {
  made += 1;
  return `s${made}`;
};
const said = (status: Scan['status'], minute: number, more: Partial<Scan> = {}): Scan => ({
  id: nextId(),
  occurredAt: at(minute),
  status,
  rawCode: String(status),
  message: '',
  correction: false,
  ...more,
});

const scan = fc.record({
  id: fc.string({ minLength: 1, maxLength: 3 }),
  occurredAt: fc.integer({ min: 0, max: 20 }).map(at),
  status: fc.constantFrom(...trackingStatuses, null),
  rawCode: fc.constant('x'),
  message: fc.constant(''),
  correction: fc.boolean(),
});
const scans = fc.uniqueArray(scan, { selector: (s) => s.id, maxLength: 25 });

describe('the tracking of a parcel', () => {
  it('is the same for every order of arrival and any duplicates', () => {
    fc.assert(
      fc.property(
        scans.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 })),
        ),
        ([list, shuffled]) => {
          expect(foldTracking(shuffled)).toEqual(foldTracking(list));
        },
      ),
    );
  });

  it('stays at its end whatever comes later, except a correction', () => {
    fc.assert(
      fc.property(scans, scan, (list, later) => {
        const before = foldTracking(list);
        fc.pre(isEnd(before.status) && !list.some((s) => s.id === later.id));
        const after = foldTracking([...list, { ...later, occurredAt: at(59), correction: false }]);
        expect(after.status).toBe(before.status);
      }),
    );
  });

  it.each([
    { title: 'nothing said', list: [], status: null },
    { title: 'delivered before picked up', list: [said('delivered', 5), said('in_transit', 9)], status: 'delivered' },
    {
      title: 'in transit after delivered',
      list: [said('in_transit', 1), said('delivered', 5), said('in_transit', 7)],
      status: 'delivered',
    },
    {
      title: 'equal timestamps: the higher rank',
      list: [said('delivered', 5), said('in_transit', 5)],
      status: 'delivered',
    },
    { title: 'a label after a scan', list: [said('in_transit', 1), said('label_created', 2)], status: 'in_transit' },
    {
      title: 'out for delivery again after a failed attempt',
      list: [said('attempt_failed', 1), said('out_for_delivery', 2)],
      status: 'out_for_delivery',
    },
    { title: 'an unknown code', list: [said('in_transit', 1), said(null, 2)], status: 'in_transit' },
    {
      title: 'a correction after the end',
      list: [said('delivered', 5), said('in_transit', 8, { correction: true })],
      status: 'in_transit',
    },
    {
      title: 'a scan of before a correction that arrives after it',
      list: [said('lost', 5), said('in_transit', 8, { correction: true }), said('delivered', 6)],
      status: 'in_transit',
    },
    {
      title: 'a delivery after a correction',
      list: [said('lost', 5), said('in_transit', 8, { correction: true }), said('delivered', 9)],
      status: 'delivered',
    },
  ])('with $title', ({ list, status }) => {
    expect(foldTracking(list).status).toBe(status);
  });

  it('takes, of what is said of one instant, what ranks highest', () => {
    const ranks = [
      ...(['label_created', 'in_transit', 'out_for_delivery', 'attempt_failed', 'available_for_pickup'] as const),
      ...(['exception', 'returning', 'delivered', 'returned', 'lost'] as const),
    ];
    for (const [rank, higher] of ranks.entries()) {
      for (const lower of ranks.slice(0, rank)) {
        expect(foldTracking([said(higher, 5), said(lower, 5)]).status, `${higher} over ${lower}`).toBe(higher);
      }
    }
  });

  it('counts failed attempts', () => {
    expect(
      foldTracking([said('attempt_failed', 1), said('out_for_delivery', 2), said('attempt_failed', 3)]).failedAttempts,
    ).toBe(2);
  });

  it('folds ten thousand scans', () => {
    const list = Array.from({ length: 10_000 }, (_, i) => said('in_transit', i % 50));
    expect(foldTracking([...list, said('delivered', 55)]).status).toBe('delivered');
  });
});
