/** What an order waits for, since when, until when, who may move it, and the next move in words. From its facts alone. */
import { nextDeadline } from './deadline.ts';
import type { OrderFacts } from './order-facts.ts';
import { isClosed, type OpenStatus } from './order-states.ts';
import type { Mover, Wait, WaitingOptions } from './wait.ts';
import { approvalWait, askedBesides, claimWindowWait, holdWait, offerWait, paymentWait } from './waiting-answers.ts';
import { lostTexts, shippingWait } from './waiting-parcels.ts';
import { backorderWait, expectation } from './waiting-stock.ts';
import { interventionWait } from './waiting-stuck.ts';
import { joined, type Text } from './wording.ts';

export type WaitingFor =
  | 'screening'
  | 'hold_release'
  | 'allocation'
  | 'decision'
  | 'stock'
  | 'approval'
  | 'payment_method'
  | 'hand_over'
  | 'delivery'
  | 'claim_window'
  | 'undo'
  | 'intervention';

/** Instants are epoch ms. `until` is when something happens by itself; null: nothing does. */
export type Waiting = {
  readonly for: WaitingFor;
  readonly since: number;
  readonly until: number | null;
  readonly who: readonly Mover[];
  readonly message: Text;
};

type Told = Wait & { readonly for: WaitingFor };
type Rule = (facts: OrderFacts, options: WaitingOptions) => Told;

const rules = {
  received: ({ id }) => ({
    for: 'screening',
    who: ['system'],
    text: {
      en: `Order ${id} is being checked before it moves on; nothing has to be done.`,
      fr: `La commande ${id} est vérifiée avant de continuer ; il n’y a rien à faire.`,
    },
  }),
  on_hold: (facts) => ({ for: 'hold_release', ...holdWait(facts) }),
  allocating: ({ id }) => ({
    for: 'allocation',
    who: ['system'],
    text: {
      en: `Stock and payment of order ${id} are being secured; nothing has to be done.`,
      fr: `Le stock et le paiement de la commande ${id} sont en cours de réservation ; il n’y a rien à faire.`,
    },
  }),
  awaiting_decision: (facts) => ({ for: 'decision', ...offerWait(facts) }),
  backordered: (facts) => ({ for: 'stock', ...backorderWait(facts) }),
  awaiting_approval: (facts, options) => ({ for: 'approval', ...approvalWait(facts, options) }),
  awaiting_payment: (facts) => ({ for: 'payment_method', ...paymentWait(facts) }),
  confirmed: (facts) => ({ for: 'hand_over', ...shippingWait(facts) }),
  fulfilling: (facts) => ({ for: 'delivery', ...shippingWait(facts) }),
  delivered: (facts) => ({ for: 'claim_window', ...claimWindowWait(facts) }),
  cancelling: ({ id }) => ({
    for: 'undo',
    who: ['system'],
    text: {
      en: `Order ${id} is being cancelled: labels, authorisations and refunds are still being settled; nothing has to be done.`,
      fr: `La commande ${id} est en cours d’annulation : étiquettes, autorisations et remboursements se règlent encore ; il n’y a rien à faire.`,
    },
  }),
  needs_intervention: (facts, options) => ({ for: 'intervention', ...interventionWait(facts, options) }),
} as const satisfies Record<OpenStatus, Rule>;

/** Null for an order that is completed or cancelled: it waits for nothing. */
export function waitingFor(facts: OrderFacts, options: WaitingOptions = {}): Waiting | null {
  if (isClosed(facts.status)) return null;
  const rule: Rule = rules[facts.status];
  const { text, until = nextDeadline(facts, facts.status), ...told } = rule(facts, options);
  const message = joined([text, ...askedBesides(facts, options), ...lostTexts(facts), ...expectation(facts, options)]);
  return { for: told.for, since: facts.statusSince, until, who: told.who, message };
}
