import { describe, expect, it } from 'vitest';
import { aLine, anOrder, aPayment, aShipment } from '../../test/harness/order-facts.ts';
import { fulfilmentState, paymentStatus } from './derived-state.ts';

describe('fulfilment', () => {
  it.each([
    [[{ ordered: 3 }], 'unshipped'],
    [[{ ordered: 3, reserved: 2, backordered: 1 }], 'unshipped'],
    [[{ ordered: 3, shipped: 1 }], 'partially_shipped'],
    [[{ ordered: 3, shipped: 3 }, { ordered: 1 }], 'partially_shipped'],
    [[{ ordered: 3, shipped: 3 }], 'shipped'],
    [[{ ordered: 3, shipped: 2, cancelled: 1 }], 'shipped'],
    [[{ ordered: 3, shipped: 3, delivered: 1 }], 'partially_delivered'],
    [[{ ordered: 3, shipped: 1, delivered: 1 }], 'partially_delivered'],
    [[{ ordered: 3, shipped: 3, delivered: 3 }], 'delivered'],
    [[{ ordered: 3, shipped: 2, delivered: 2, cancelled: 1 }], 'delivered'],
    [[{ ordered: 2, shipped: 2, returned: 2 }], 'returned'],
    [[{ ordered: 2, shipped: 2, delivered: 1, writtenOff: 1 }], 'closed'],
    [[{ ordered: 2, shipped: 2, returned: 1, writtenOff: 1 }], 'closed'],
    [[{ ordered: 2, cancelled: 2 }], 'cancelled'],
  ])('of %j is %s', (lines, state) => {
    expect(fulfilmentState({ lines: lines.map((line) => aLine(line)) })).toBe(state);
  });
});

describe('payment', () => {
  const two = [aShipment({ state: 'handed_over' }), aShipment({ no: 2 })];
  it.each([
    [[], 'pending'],
    [[{ state: 'created' }], 'pending'],
    [[{ state: 'authorised' }, { shipmentNo: 2, state: 'created' }], 'pending'],
    [[{ state: 'authorised' }, { shipmentNo: 2 }], 'authorised'],
    [[{ state: 'captured', capturedMinor: 50 }, { shipmentNo: 2 }], 'partially_captured'],
    [[{ state: 'captured', capturedMinor: 50 }], 'captured'],
    [[{ state: 'captured', capturedMinor: 50, refundedMinor: 20 }], 'partially_refunded'],
    [[{ state: 'captured', capturedMinor: 50, refundedMinor: 50 }], 'refunded'],
    [[{ state: 'declined' }], 'declined'],
    [[{ state: 'declined' }, { state: 'authorised' }], 'authorised'],
    [
      [
        { state: 'captured', capturedMinor: 50 },
        { shipmentNo: 2, state: 'expired' },
      ],
      'declined',
    ],
    [[{ state: 'voided' }], 'voided'],
    [[{ state: 'disputed', capturedMinor: 50 }], 'disputed'],
  ] as const)('of %j is %s', (payments, status) => {
    expect(paymentStatus({ shipments: two, payments: payments.map((p) => aPayment(p)) })).toBe(status);
  });

  it('does not mourn the declined payment of a parcel that was cancelled', () => {
    const shipments = [aShipment({ state: 'ended' }), aShipment({ no: 2, state: 'cancelled' })];
    const payments = [
      aPayment({ state: 'captured', capturedMinor: 50 }),
      aPayment({ shipmentNo: 2, state: 'declined' }),
    ];
    expect(paymentStatus(anOrder({ shipments, payments }))).toBe('captured');
  });
});
