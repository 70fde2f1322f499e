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
import { workKinds } from './due-work.ts';
import { type OrderFacts, offerChoices } from './order-facts.ts';
import { type OrderStatus, orderStatuses } from './order-states.ts';
import { waitingFor } from './waiting.ts';

/** An order in each status with what put it there. */
const inStatus = {
  received: {},
  on_hold: { holds: [aHold(), aHold({ kind: 'manual', ownerRole: 'agent', atDeadline: 'release', deadline: 400 })] },
  allocating: {},
  awaiting_decision: { offer: anOffer() },
  backordered: { lines: [aLine({ backordered: 1 })] },
  awaiting_approval: { approval: anApproval() },
  awaiting_payment: { shipments: [aShipment()], payments: [aPayment({ state: 'declined', deadline: 700 })] },
  confirmed: { shipments: [aShipment()], payments: [aPayment()] },
  fulfilling: { shipments: [aShipment({ state: 'handed_over', tracking: 'in_transit' })] },
  delivered: { deliveredAt: 100 },
  cancelling: {},
  needs_intervention: { interventions: [anIntervention()] },
  completed: {},
  cancelled: {},
} as const satisfies Record<OrderStatus, Partial<OrderFacts>>;

const waitingIn = (status: OrderStatus, more: Partial<OrderFacts> = {}) =>
  waitingFor(anOrder({ status, ...inStatus[status], ...more }));
const closed: readonly OrderStatus[] = ['completed', 'cancelled'];
const open = orderStatuses.filter((status) => !closed.includes(status));

/** No placeholder, nothing undefined, no code where a word belongs. */
const unfinished = /[{}]|undefined|null|NaN|\[object| {2}/;

describe.each(open)('an order in %s', (status) => {
  it('says in two languages, by name, what it waits for and who moves it', () => {
    const waiting = waitingIn(status);
    expect(waiting?.message.en).toContain('ORD-0000001');
    expect(waiting?.message.fr).toContain('ORD-0000001');
    expect(waiting?.message.en).not.toEqual(waiting?.message.fr);
    for (const text of [waiting?.message.en, waiting?.message.fr]) {
      expect(text).not.toMatch(unfinished);
      expect(text).toMatch(/^[A-ZÉÀ].*\.$/);
    }
    expect(waiting?.who.length).toBeGreaterThan(0);
    expect(waiting?.since).toBe(100);
  });

  it('says something whole also when its facts have not caught up', () => {
    const waiting = waitingFor(anOrder({ status }));
    expect(waiting?.message.en).not.toMatch(unfinished);
    expect(waiting?.message.fr).not.toMatch(unfinished);
  });
});

it.each(closed)('waits for nothing when it is %s', (status) => {
  expect(waitingIn(status)).toBeNull();
});

it('names each hold and who releases it, until the first deadline', () => {
  const waiting = waitingIn('on_hold');
  expect(waiting).toMatchObject({ for: 'hold_release', until: 400, who: ['agent', 'supervisor', 'admin'] });
  expect(waiting?.message.en).toContain('“fraud”');
  expect(waiting?.message.en).toContain('“manual”');
  expect(waiting?.message.fr).toContain('« risque de fraude »');
  expect(waiting?.message.fr).not.toContain('manual');
  expect(waitingIn('on_hold', { holds: [aHold()] })?.who).toEqual(['supervisor', 'admin']);
});

it('names the short units, the version and every choice of an offer, and the default', () => {
  const waiting = waitingIn('awaiting_decision');
  expect(waiting).toMatchObject({ for: 'decision', until: 600 });
  expect(waiting?.message.en).toContain('3 × LAMP');
  expect(waiting?.message.en).toContain('offer 2');
  expect(waiting?.message.fr).toContain('annuler la commande');
  for (const fallback of offerChoices) {
    expect(waitingIn('awaiting_decision', { offer: anOffer({ fallback }) })?.message.fr).not.toMatch(unfinished);
  }
});

it('says why an order needs an approval, also a small one', () => {
  const approval = anApproval({ reasons: ['discount_above_limit', 'risk_above_limit'] });
  const message = waitingIn('awaiting_approval', { approval })?.message;
  expect(message?.en).toContain('its discount and its risk are above what needs nobody’s approval');
  expect(message?.fr).toContain('sa remise et son risque dépassent ce qui se passe d’approbation');
  expect(waitingIn('awaiting_approval')?.message.en).toContain('its total is above what needs nobody’s approval');
  expect(waitingIn('awaiting_approval')?.message.fr).toContain('son total dépasse ce qui se passe d’approbation');
});

it('shows the amount to approve only to those who see prices', () => {
  const facts = anOrder({ status: 'awaiting_approval', approval: anApproval() });
  expect(waitingFor(facts)).toMatchObject({ until: 300, who: ['agent', 'supervisor', 'admin'] });
  expect(waitingFor(facts)?.message.en).toContain('6,000.00');
  expect(waitingFor(facts)?.message.fr).toMatch(/6.000,00/);
  const plain = waitingFor(facts, { amounts: false })?.message;
  expect(`${plain?.en}${plain?.fr}`).not.toMatch(/6.000/);
});

it('asks for approval only from those above, once it has escalated', () => {
  const waiting = waitingIn('awaiting_approval', {
    approval: anApproval({ approverRole: 'admin', escalatesAt: null }),
  });
  expect(waiting).toMatchObject({ until: 900, who: ['admin'] });
  expect(waiting?.message.en).toContain('by an administrator, other than');
  expect(waiting?.message.fr).toContain('par un administrateur, autre que');
});

it('asks for another payment method for the parcels that lost theirs', () => {
  const waiting = waitingIn('awaiting_payment');
  expect(waiting).toMatchObject({ for: 'payment_method', until: 700 });
  expect(waiting?.message.en).toContain('ORD-0000001-S1');
});

it.each(['on_hold', 'awaiting_decision', 'awaiting_approval', 'backordered', 'needs_intervention'] as const)(
  'names the parcels that lost their payment also in %s, where another one may be given',
  (status) => {
    const { shipments, payments } = inStatus.awaiting_payment;
    const message = waitingIn(status, { shipments, payments })?.message;
    expect(message?.en).toContain('Payment for ORD-0000001-S1 was declined or has lapsed');
    expect(message?.fr).toContain('Le paiement de ORD-0000001-S1 a été refusé');
  },
);

it('says of every parcel what comes next', () => {
  const shipments = [
    aShipment({ no: 1, state: 'handed_over', tracking: 'in_transit' }),
    aShipment({ no: 2, state: 'handed_over', tracking: 'returning' }),
    aShipment({ no: 3, state: 'handed_over', tracking: 'available_for_pickup' }),
    aShipment({ no: 4, state: 'handed_over', tracking: 'exception' }),
    aShipment({ no: 5, state: 'handed_over', silentAfter: null }),
    aShipment({ no: 6, prepaid: true }),
    aShipment({ no: 7 }),
    aShipment({ no: 8, state: 'planned', carrier: null }),
    aShipment({ no: 9, state: 'voiding' }),
    aShipment({ no: 10, state: 'ended', tracking: 'delivered' }),
  ];
  const waiting = waitingIn('fulfilling', { shipments, lines: [aLine({ ordered: 9, backordered: 2 })] });
  for (const no of [1, 2, 3, 4, 5, 6, 7, 8, 9]) {
    expect(waiting?.message.en).toContain(`ORD-0000001-S${no}`);
    expect(waiting?.message.fr).toContain(`ORD-0000001-S${no}`);
  }
  expect(waiting?.message.en).not.toContain('ORD-0000001-S10');
  expect(waiting?.message.en).toContain('hand ORD-0000001-S6 (UPS) over');
  expect(waiting?.message.en).toContain('2 × LAMP');
  expect(new Set(waiting?.who)).toEqual(new Set(['customer', 'carrier', 'supplier', 'system', 'agent', 'warehouse']));
});

it('names when units that have not come are cancelled, also where something else is due before', () => {
  const lines = [aLine({ ordered: 9, backordered: 2 })];
  const shipments = [aShipment({ handOverDue: 200 })];
  const backorderUntil = Date.UTC(2026, 11, 27, 21, 30);
  const waiting = waitingIn('confirmed', { lines, shipments, payments: [aPayment()], backorderUntil });
  expect(waiting?.until).toBe(200);
  expect(waiting?.message.en).toContain('what has not come by 2026-12-27 21:30 UTC is cancelled');
  expect(waiting?.message.fr).toContain('ce qui manque encore le 2026-12-27 21:30 UTC est annulé');
});

it('asks nobody what became of parcels that have all arrived: the order moves on when its process has looked', () => {
  const shipments = [aShipment({ state: 'ended', tracking: 'delivered' })];
  const arrived = waitingIn('fulfilling', { shipments, lines: [aLine({ ordered: 2, shipped: 2, delivered: 2 })] });
  expect(arrived?.who).toEqual(['system']);
  expect(arrived?.message.en).toContain('nothing has to be done');
  expect(arrived?.message.fr).toContain('il n’y a rien à faire');
  const missing = waitingIn('fulfilling', { shipments, lines: [aLine({ ordered: 2, shipped: 2, delivered: 1 })] });
  expect(missing?.who).toContain('agent');
});

describe('a parcel that got lost', () => {
  const lost = [aShipment({ state: 'ended', tracking: 'lost' })];
  const line = { ordered: 2, shipped: 2, writtenOff: 2 };

  it.each(['fulfilling', 'delivered'] as const)(
    'is named in %s with what to do: it is paid, and nobody claimed it',
    (status) => {
      const under = aShipment({ no: 2, state: 'handed_over', tracking: 'in_transit' });
      const shipments = status === 'fulfilling' ? [...lost, under] : lost;
      const { en, fr } = waitingIn(status, { shipments, lines: [aLine(line)] })?.message ?? {};
      expect(en).toContain('ORD-0000001-S1 (UPS) got lost on the way');
      expect(fr).toContain('ORD-0000001-S1 (UPS) s’est perdu en route');
      expect(`${en}${fr}`).not.toMatch(unfinished);
    },
  );

  it.each([{ claimed: 2 }, { refunded: 2 }])('is no longer named with %o', (settled) => {
    const { en } = waitingIn('delivered', { shipments: lost, lines: [aLine({ ...line, ...settled })] })?.message ?? {};
    expect(en).not.toContain('lost');
  });
});

it('says that a bank is waited for, which nobody can hurry', () => {
  const refund = { id: 'R1', paymentId: 'P1', state: 'submitted', amountMinor: 5 } as const;
  const { until, message } = waitingIn('delivered', { deliveredAt: 100, refunds: [refund] }) ?? {};
  expect(until).toBeNull();
  expect(message?.en).toContain('a refund that a bank has under way');
  expect(message?.fr).toContain('un remboursement qu’une banque traite encore');
});

it.each(workKinds)('says what is stuck in %s, why, and what can be done', (work) => {
  const { en, fr } = waitingIn('needs_intervention', { interventions: [anIntervention({ work })] })?.message ?? {};
  for (const text of [en, fr]) {
    expect(text).toContain('The void of the label was refused: it was used');
    expect(text).toContain('label_void_refused');
    expect(text).not.toMatch(unfinished);
    expect(text).not.toContain(work.includes('_') ? work : '{');
  }
  const skippable = work !== 'reserve' && work !== 'authorise';
  expect(en?.includes('skip it')).toBe(skippable);
  expect(fr?.includes('sautez')).toBe(skippable);
});

it('keeps the words of a provider, which may name amounts, from those who see no prices', () => {
  const facts = anOrder({ status: 'needs_intervention', interventions: [anIntervention({ detail: 'over 19.99' })] });
  const { en, fr } = waitingFor(facts, { amounts: false })?.message ?? {};
  expect(`${en}${fr}`).not.toContain('19.99');
  expect(`${en}${fr}`).not.toMatch(unfinished);
});
