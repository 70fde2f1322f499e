import { expect, it } from 'vitest';
import { aHold, aLine, anApproval, anOffer, anOrder, aPayment, aShipment } from '../../test/harness/order-facts.ts';
import { nextDeadline } from './deadline.ts';
import type { OrderFacts } from './order-facts.ts';
import { orderPolicies } from './order-policy.ts';
import { type OrderStatus, orderStatuses } from './order-states.ts';

const { claimWindowMs, renewalMarginMs } = orderPolicies.standard;
const queued: Partial<OrderFacts> = { lines: [aLine({ backordered: 1 })], backorderUntil: 800 };
/** Everything that somebody may be asked at a time, the last to come first. */
const asked: Partial<OrderFacts> = {
  holds: [aHold({ deadline: 700 })],
  offer: anOffer({ deadline: 600 }),
  approval: anApproval({ escalatesAt: 500, expiresAt: 900 }),
};
const unpaid: Partial<OrderFacts> = {
  shipments: [aShipment()],
  payments: [aPayment({ state: 'declined', deadline: 400 })],
};

const waits: readonly (readonly [OrderStatus, Partial<OrderFacts>, number])[] = [
  ['on_hold', asked, 500],
  ['on_hold', { ...asked, approval: null }, 600],
  ['on_hold', { holds: [aHold({ deadline: 700 })] }, 700],
  ['awaiting_decision', asked, 500],
  ['awaiting_decision', { offer: anOffer({ deadline: 600 }) }, 600],
  ['awaiting_approval', { approval: anApproval({ escalatesAt: 500, expiresAt: 900 }) }, 500],
  ['awaiting_approval', { approval: anApproval({ escalatesAt: null, expiresAt: 900 }) }, 900],
  ['awaiting_payment', unpaid, 400],
  ['backordered', queued, 800],
  ['confirmed', queued, 800],
  ['fulfilling', queued, 800],
  ['delivered', { deliveredAt: 100 }, 100 + claimWindowMs],
  ['needs_intervention', asked, 500],
];

it.each(waits)('an order %s wakes up at the first instant at which something of it ends', (status, facts, at) => {
  expect(nextDeadline(anOrder(facts), status)).toBe(at);
});

it('an order that only waits for a bank wakes up by what the bank says', () => {
  const submitted = { id: 'R1', paymentId: 'P1', state: 'submitted', amountMinor: 5 } as const;
  const at = (refund: OrderFacts['refunds'][number]) =>
    nextDeadline(anOrder({ deliveredAt: 100, refunds: [refund] }), 'delivered');
  expect(at(submitted)).toBeNull();
  for (const other of [
    { ...submitted, state: 'settled' as const },
    { ...submitted, ofClaim: true },
  ])
    expect(at(other)).toBe(100 + claimWindowMs);
});

it('an approval that was given wakes up nobody', () => {
  expect(nextDeadline(anOrder({ approval: anApproval({ state: 'approved' }) }), 'on_hold')).toBeNull();
});

const parcels: readonly (readonly [string, Partial<OrderFacts>, number | null])[] = [
  ['is to be handed over', { shipments: [aShipment({ handOverDue: 250 })] }, 250],
  ['may be lost', { shipments: [aShipment({ state: 'handed_over', silentAfter: 900 })] }, 900],
  ['is promised', { shipments: [aShipment({ promiseOn: 350 })] }, 350],
  ['is late, which its customer knows', { shipments: [aShipment({ promiseOn: 350, delayTold: true })] }, null],
  [
    'lies ready',
    {
      shipments: [
        aShipment({ state: 'handed_over', silentAfter: null, promiseOn: 350, tracking: 'available_for_pickup' }),
      ],
    },
    null,
  ],
  [
    'has come',
    { shipments: [aShipment({ state: 'ended', promiseOn: 350, handOverDue: 250, silentAfter: 900 })] },
    null,
  ],
];
const expiresAt = renewalMarginMs + 450;
const paid: typeof parcels = [
  ['is authorised for a time', { shipments: [aShipment()], payments: [aPayment({ expiresAt })] }, 450],
  [
    'has left, and is paid with it',
    { shipments: [aShipment({ state: 'handed_over', silentAfter: null })], payments: [aPayment({ expiresAt })] },
    null,
  ],
];

it.each([...parcels, ...paid])('a parcel that %s is watched, whatever its order waits for', (_, facts, at) => {
  for (const status of orderStatuses) expect(nextDeadline(anOrder(facts), status), status).toBe(at);
});

it('a parcel that stays on the shelf until the rest of its order is there is not pressed for', () => {
  const facts = { ...queued, shipComplete: true, shipments: [aShipment({ handOverDue: 250 })] };
  expect(nextDeadline(anOrder(facts), 'awaiting_payment')).toBeNull();
});
