import { expect, it } from 'vitest';
import {
  aHold,
  aLine,
  anApproval,
  anIntervention,
  anOffer,
  anOrder,
  aPayment,
  aShipment,
} from '../../test/harness/order-facts.ts';
import { dueWork } from './due-work.ts';
import type { OrderFacts } from './order-facts.ts';

/** Something of everything: the number of a parcel is that of its payment. */
const busy: Partial<OrderFacts> = {
  lines: [aLine({ ordered: 9, reserved: 4, shipped: 1, cancelled: 2 })],
  shipments: [
    aShipment({ no: 1, state: 'handed_over' }),
    aShipment({ no: 2, state: 'voiding' }),
    aShipment({ no: 3, state: 'cancelled' }),
    aShipment({ no: 4, state: 'planned', promiseOn: 50 }),
    aShipment({ no: 5, state: 'planned' }),
    aShipment({ no: 6, state: 'labelled', promiseOn: 50 }),
  ],
  payments: [
    ...[1, 2, 3, 4].map((shipmentNo) => aPayment({ shipmentNo })),
    ...[5, 6].map((shipmentNo) => aPayment({ shipmentNo, state: 'created' })),
  ],
  refunds: [{ id: 'ORD-0000001-P1-R1', paymentId: 'ORD-0000001-P1', state: 'requested', amountMinor: 5 }],
};
const due = (more: Partial<OrderFacts> = {}): string[] =>
  dueWork(anOrder({ ...busy, ...more })).map(({ kind, subject }) => `${kind} ${subject.replace(/^ORD-0000001-?/, '')}`);

const undoing = ['capture P1', 'void_label S2', 'void_payment P3', 'refund P1-R1'];
const forward = ['reserve ', 'authorise P5', 'authorise P6', 'buy_label S4'];

it('is everything that the facts owe', () => {
  expect(due()).toEqual([...undoing, ...forward]);
});

it.each([
  ['a hold', { holds: [aHold()] }, undoing],
  ['another step that is stuck', { interventions: [anIntervention({ subject: 'ORD-0000001-S9' })] }, undoing],
  [
    'nothing that was decided',
    { interventions: [anIntervention({ state: 'closed', resolution: 'retry' })] },
    undefined,
  ],
  ['a screening that has not been', { screenedAt: null }, []],
])('%s stops what goes forward, and not what has to be undone or taken', (_, facts, left) => {
  expect(due(facts)).toEqual(left ?? [...undoing, ...forward]);
});

it.each([
  ['open', null],
  ['closed', 'skip'],
] as const)('a stuck step that is %s (%s) is not due itself', (state, resolution) => {
  const kept = due({
    interventions: [anIntervention({ work: 'capture', subject: 'ORD-0000001-P1', state, resolution })],
  });
  expect(kept).not.toContain('capture P1');
  expect(kept).toContain('void_label S2');
});

it.each([
  [
    'an offer that nobody has answered: what is short is not reserved',
    { offer: anOffer() },
    ['authorise P6', 'buy_label S4'],
  ],
  ['an approval that nobody has given', { approval: anApproval() }, ['reserve ', 'authorise P6', 'buy_label S4']],
  [
    'the rest of an order that leaves whole',
    { shipComplete: true, lines: [aLine({ ordered: 9, reserved: 4, shipped: 1, cancelled: 2, backordered: 1 })] },
    ['reserve ', 'buy_label S4'],
  ],
])('waits with money for %s', (_, facts, left) => {
  expect(due(facts)).toEqual([...undoing, ...left]);
});
