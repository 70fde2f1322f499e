import { describe, expect, it } from 'vitest';
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
import { may, roles } from '../access/roles.ts';
import { actionHints } from './action-hints.ts';
import { type ActionContext, actionsFor } from './actions.ts';
import { orderCommands, possibleIn } from './order-commands.ts';
import type { OrderFacts } from './order-facts.ts';
import { orderStatuses } from './order-states.ts';

const offered = (facts: Partial<OrderFacts>, context: Partial<ActionContext> = {}) =>
  actionsFor(anOrder(facts), { role: 'admin', ...context }).map(({ kind, subject }) =>
    subject ? `${kind} ${subject}` : kind,
  );

/** Everything at once: whatever is missing from the answer is missing because of status or role. */
const everything: Partial<OrderFacts> = {
  lines: [aLine({ ordered: 9 })],
  holds: [aHold(), aHold({ kind: 'manual', ownerRole: 'agent' })],
  offer: anOffer(),
  approval: anApproval(),
  shipments: [
    aShipment({ prepaid: true }),
    aShipment({ no: 2, state: 'planned' }),
    aShipment({ no: 3, state: 'handed_over', tracking: 'returning' }),
  ],
  interventions: [anIntervention()],
};
const amendments = [{ no: 4, baseVersion: 7 }];

describe.each(orderStatuses)('in %s', (status) => {
  it.each(roles)('offers %s only what status and permission allow', (role) => {
    const actions = actionsFor(anOrder({ ...everything, status }), { role, amendments });
    for (const { kind } of actions) {
      expect(possibleIn(kind)).toContain(status);
      expect(may(role, orderCommands[kind].permission)).toBe(true);
    }
  });
});

it('offers each command somewhere', () => {
  // Nothing is handed over while a hold is open.
  const seen = [everything, { ...everything, holds: [] }].flatMap((facts) =>
    orderStatuses.flatMap((status) =>
      actionsFor(anOrder({ ...facts, status }), { role: 'admin', amendments }).map(({ kind }) => kind),
    ),
  );
  expect([...new Set(seen)].sort()).toEqual(Object.keys(orderCommands).sort());
});

it('offers nothing on a closed order, and nothing to who only reads', () => {
  expect(offered({ ...everything, status: 'completed' })).toEqual([]);
  expect(offered({ ...everything, status: 'cancelled' })).toEqual([]);
  expect(offered({ ...everything, status: 'on_hold' }, { role: 'engineer' })).toEqual([]);
});

it('offers the release of each open hold, of fraud only to supervisors', () => {
  const facts = { ...everything, status: 'on_hold' } as const;
  const releases = (role: 'agent' | 'supervisor') => offered(facts, { role }).filter((a) => a.startsWith('release'));
  expect(releases('agent')).toEqual(['release_hold manual']);
  expect(releases('supervisor')).toEqual(['release_hold fraud', 'release_hold manual']);
});

it('never offers an approval to who asked for it, nor to who placed the order', () => {
  const facts = { status: 'awaiting_approval', approval: anApproval({ requester: 'ann' }) } as const;
  expect(offered(facts, { actor: 'bob' })).toContain('decide_approval ORD-0000001-A1');
  expect(offered(facts, { actor: 'ann' })).not.toContain('decide_approval ORD-0000001-A1');
  expect(offered({ ...facts, placedBy: 'cleo' }, { actor: 'cleo' })).not.toContain('decide_approval ORD-0000001-A1');
  expect(offered({ ...facts, approval: anApproval({ state: 'approved' }) }, { actor: 'bob' }).join()).not.toContain(
    'approval',
  );
});

it('offers the hand-over of labelled parcels that are paid for', () => {
  const shipments = [aShipment(), aShipment({ no: 2, state: 'planned' })];
  const paid = { status: 'confirmed', shipments, payments: [aPayment(), aPayment({ shipmentNo: 2 })] } as const;
  expect(offered(paid, { role: 'warehouse' })).toEqual([
    'hand_over ORD-0000001-S1',
    'short_pick ORD-0000001-S1',
    'short_pick ORD-0000001-S2',
  ]);
  expect(offered({ ...paid, payments: [] }, { role: 'warehouse' }).join()).not.toContain('hand_over');
});

it('offers to receive what travels, not what was delivered', () => {
  const shipments = [
    aShipment({ state: 'handed_over', tracking: 'returning' }),
    aShipment({ no: 2, state: 'ended', tracking: 'delivered' }),
    aShipment({ no: 3, state: 'ended', tracking: 'returned' }),
  ];
  expect(offered({ status: 'fulfilling', shipments }, { role: 'warehouse' })).toEqual([
    'receive_return ORD-0000001-S1',
  ]);
  expect(
    offered({ status: 'fulfilling', shipments }, { role: 'agent' }).filter((a) => a.startsWith('correct')),
  ).toEqual(['correct_tracking ORD-0000001-S1', 'correct_tracking ORD-0000001-S2']);
});

it('offers the answer to an offer only while one is open', () => {
  expect(offered({ status: 'awaiting_decision', offer: anOffer() })).toContain('decide');
  expect(offered({ status: 'awaiting_decision' })).not.toContain('decide');
});

it('does not offer to cancel what has left', () => {
  expect(offered({ status: 'fulfilling', lines: [aLine({ shipped: 1 })] })).not.toContain('cancel');
  expect(offered({ status: 'fulfilling', lines: [aLine({ ordered: 2, shipped: 1 })] })).toContain('cancel');
});

it('offers an amendment that was previewed on this version to be confirmed, an older one only to be dropped', () => {
  const both = [{ no: 1, baseVersion: 6 }, ...amendments];
  expect(offered({ status: 'confirmed' }, { amendments: both }).filter((a) => a.includes('amendment'))).toEqual([
    'preview_amendment',
    'confirm_amendment 4',
    'decline_amendment 1',
    'decline_amendment 4',
  ]);
});

it('tells an agent to retry, and a supervisor what more there is', () => {
  const hint = (role: 'agent' | 'supervisor', work: string) =>
    actionsFor(anOrder({ status: 'needs_intervention', interventions: [anIntervention({ work })] }), { role }).find(
      ({ kind }) => kind === 'resolve_intervention',
    )?.hint;
  expect(hint('agent', 'refund')).toEqual(actionHints.retry_only);
  expect(hint('supervisor', 'refund')).toEqual(actionHints.retry_skip_compensate);
  expect(hint('supervisor', 'authorise')).toEqual(actionHints.retry_compensate);
});

it('has every hint in both languages', () => {
  for (const { en, fr } of Object.values(actionHints)) expect(en).not.toEqual(fr);
});
