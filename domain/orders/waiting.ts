/** What an order waits for, since when, until when, who may move it, and the next move in words. From its facts alone. */
import { mayReleaseHold, mayResolveWith, type Role, roles } from '../access/roles.ts';
import { valueInFrench } from '../errors/french-values.ts';
import { formatMoney } from '../money/format-money.ts';
import { nextApprover } from './approval-need.ts';
import { leavesSomething, type Unpromised } from './cancel-plan.ts';
import { nextDeadline } from './deadline.ts';
import { skippable } from './due-work.ts';
import {
  type HoldFacts,
  hasLeft,
  type InterventionFacts,
  lacksPayment,
  type OrderFacts,
  paymentDeadlines,
} from './order-facts.ts';
import type { ClosedStatus, OpenStatus, OrderStatus } from './order-states.ts';
import { type Mover, parcelWaits, stockWait, type Wait } from './waiting-parcels.ts';
import { choiceNames, holdNames, inBoth, joined, listed, roleName, type Text } from './wording.ts';
import { workNames } from './work-names.ts';

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

export type WaitingOptions = {
  /** `false` leaves money out of the sentence, for readers who see no prices. */
  readonly amounts?: boolean;
  /** By when announced goods would cover what is missing: a day, told where somebody decides about it or waits for it. */
  readonly expectedOn?: string | null;
};

type Told = Wait & { readonly for: WaitingFor; readonly until?: number | null };
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
  awaiting_decision: (facts) => ({ for: 'decision', until: facts.offer?.deadline ?? null, ...offerWait(facts) }),
  backordered: (facts) => ({ for: 'stock', ...backorderWait(facts) }),
  awaiting_approval: (facts, options) => ({
    for: 'approval',
    until: facts.approval && (facts.approval.escalatesAt ?? facts.approval.expiresAt),
    ...approvalWait(facts, options),
  }),
  awaiting_payment: (facts) => ({ for: 'payment_method', until: paymentDeadline(facts), ...paymentWait(facts) }),
  confirmed: (facts) => ({ for: 'hand_over', ...shippingWait(facts) }),
  fulfilling: (facts) => ({ for: 'delivery', ...shippingWait(facts) }),
  delivered: ({ id }) => ({
    for: 'claim_window',
    who: ['customer', 'system'],
    text: {
      en: `Everything of order ${id} has arrived or is settled; the customer can open a claim until the window ends, then the order completes by itself.`,
      fr: `Tout est arrivé ou réglé pour la commande ${id} ; le client peut ouvrir une réclamation jusqu’à la fin du délai, puis la commande se termine d’elle-même.`,
    },
  }),
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
  if (isOver(facts.status)) return null;
  const rule: Rule = rules[facts.status];
  const { text, until = nextDeadline(facts, facts.status), ...told } = rule(facts, options);
  const message = joined([text, ...expectation(facts, options)]);
  return { for: told.for, since: facts.statusSince, until, who: told.who, message };
}

const isOver = (status: OrderStatus): status is ClosedStatus => status === 'completed' || status === 'cancelled';

const ranking: readonly Mover[] = [...roles];
const distinct = (movers: readonly Mover[]): Mover[] =>
  [...new Set(movers)].sort((a, b) => ranking.indexOf(a) - ranking.indexOf(b));

function backorderWait(facts: OrderFacts): Wait {
  const intro = {
    en: `Order ${facts.id} waits for stock; it goes on by itself when the goods are received.`,
    fr: `La commande ${facts.id} attend du stock ; elle continue d’elle-même à la réception.`,
  };
  const unpaid = facts.shipments.filter((s) => lacksPayment(facts, s)).map((s) => s.id);
  const owed = inBoth((locale) =>
    locale === 'en'
      ? `Payment for ${listed(unpaid, locale)} was declined or has lapsed: another payment method can be given meanwhile.`
      : `Le paiement de ${listed(unpaid, locale)} a été refusé ou a expiré : un autre moyen de paiement peut être donné entre-temps.`,
  );
  const texts = stockWait(facts).map((wait) => wait.text);
  return {
    who: unpaid.length > 0 ? ['supplier', 'warehouse', 'customer', 'back_office', 'admin'] : ['supplier', 'warehouse'],
    text: joined([intro, ...texts, ...(unpaid.length > 0 ? [owed] : [])]),
  };
}

/** Each kind of hold is released by itself; the order moves on when none is left. */
function holdWait(facts: OrderFacts): Wait & { until: number | null } {
  const until = facts.holds.length === 0 ? null : Math.min(...facts.holds.map((hold) => hold.deadline));
  const intro = { en: `Order ${facts.id} is on hold.`, fr: `La commande ${facts.id} est bloquée.` };
  const texts = facts.holds.map((hold) => ({
    en: `Hold “${hold.kind}”: ${holdNames[hold.kind].en}; ${roleName(hold.ownerRole, 'en')} checks and releases it or cancels the order. At its deadline ${unreleased(facts, hold, 'en')}.`,
    fr: `Blocage « ${valueInFrench('kind', hold.kind)} » : ${holdNames[hold.kind].fr} ; ${roleName(hold.ownerRole, 'fr')} vérifie puis le lève ou annule la commande. À l’échéance, ${unreleased(facts, hold, 'fr')}.`,
  }));
  const who = roles.filter((role) => facts.holds.some(({ kind }) => mayReleaseHold(role, kind)));
  return { who, until, text: joined([intro, ...texts]) };
}

function unreleased(facts: OrderFacts, hold: HoldFacts, locale: 'en' | 'fr'): string {
  if (hold.atDeadline === 'release') return locale === 'en' ? 'it is released' : 'il est levé';
  if (hold.atDeadline === 'cancel_unpromised')
    return cancelledThen(facts, locale, { now: hold.deadline, because: 'not_on_credit' });
  return wholeOrder(facts, locale);
}

function offerWait({ id, offer, lines }: OrderFacts): Wait {
  const who: Mover[] = ['customer', 'back_office', 'agent', 'supervisor', 'admin'];
  if (offer === null) return { who, text: noOffer(id) };
  const units = offer.short.map((s) => `${s.quantity} × ${lines.find((l) => l.lineNo === s.lineNo)?.sku ?? s.lineNo}`);
  const choices = (locale: 'en' | 'fr') =>
    listed(
      offer.options.map((option) => choiceNames[option][locale]),
      locale,
      'disjunction',
    );
  const text = {
    en: `Order ${id} is short of ${listed(units, 'en')}. Answer offer ${offer.version} for the customer: ${choices('en')}. Without an answer by the deadline the engine chooses to ${choiceNames[offer.fallback].en}.`,
    fr: `Il manque ${listed(units, 'fr')} à la commande ${id}. Répondez à l’offre ${offer.version} pour le client : ${choices('fr')}. Sans réponse avant l’échéance, le moteur choisit : ${choiceNames[offer.fallback].fr}.`,
  };
  return { who, text };
}

/** Said by no rule of the order: the day is read beside its facts, and is another one tomorrow. */
function expectation({ status }: OrderFacts, { expectedOn = null }: WaitingOptions): Text[] {
  if (expectedOn === null || !['awaiting_decision', 'backordered', 'confirmed', 'fulfilling'].includes(status))
    return [];
  const en = `Announced goods would cover what is missing: expected on ${expectedOn}, not promised.`;
  const fr = `Les marchandises annoncées couvriraient ce qui manque : attendues le ${expectedOn}, sans engagement.`;
  return [{ en, fr }];
}

const noOffer = (id: string): Text => ({
  en: `Order ${id} is short of stock and a new offer is being made; read it again in a moment.`,
  fr: `Il manque du stock à la commande ${id} et une nouvelle offre se prépare ; relisez-la dans un instant.`,
});

function approvalWait(facts: OrderFacts, { amounts = true }: WaitingOptions): Wait {
  const { id, approval, currency } = facts;
  const first = approval?.approverRole ?? 'supervisor';
  const chain = [first, nextApprover(first), nextApprover(nextApprover(first))];
  const who = roles.filter((role) => chain.includes(role));
  const text = inBoth((locale) => {
    const role = roleName(first, locale);
    const worth = approval && amounts ? formatMoney({ amountMinor: approval.amountMinor, currency }, locale) : null;
    const named = approval?.id ?? id;
    return locale === 'en'
      ? `Order ${id}${worth ? ` over ${worth}` : ''} needs approval ${named} by ${role} or above, other than ${approval?.requester ?? 'its requester'}, who asked. Without a decision it goes up level by level, then expires and ${cancelledThen(facts, locale, { now: approval?.expiresAt ?? 0, because: 'not_allowed' })}.`
      : `La commande ${id}${worth ? ` de ${worth}` : ''} attend l’approbation ${named} par ${role} ou un rôle supérieur, autre que ${approval?.requester ?? 'son demandeur'}, qui l’a demandée. Sans décision, elle remonte de rang en rang, puis expire et ${cancelledThen(facts, locale, { now: approval?.expiresAt ?? 0, because: 'not_allowed' })}.`;
  });
  return { who, text };
}

function paymentWait(facts: OrderFacts): Wait {
  const lacking = facts.shipments.filter((s) => lacksPayment(facts, s)).map((s) => s.id);
  const until = paymentDeadline(facts) ?? 0;
  const text = inBoth((locale) => {
    const what = lacking.length === 0 ? facts.id : listed(lacking, locale);
    return locale === 'en'
      ? `Payment for ${what} of order ${facts.id} was declined or has lapsed: give another payment method or cancel. Without one by the deadline ${cancelledThen(facts, locale, { now: until, because: 'unpaid' })}.`
      : `Le paiement de ${what} de la commande ${facts.id} a été refusé ou a expiré : donnez un autre moyen de paiement ou annulez. Sans cela, à l’échéance ${cancelledThen(facts, locale, { now: until, because: 'unpaid' })}.`;
  });
  return { who: ['customer', 'back_office', 'admin'], text };
}

/** What becomes of an order at the instant at which nobody has paid for, or let through, what came to it last. */
function cancelledThen(facts: OrderFacts, locale: 'en' | 'fr', why: Unpromised): string {
  if (!leavesSomething(facts, why)) return wholeOrder(facts, locale);
  return locale === 'en' ? 'what was not promised before is cancelled' : 'ce qui n’était pas encore promis est annulé';
}

/** What has left cannot be cancelled. */
function wholeOrder(facts: OrderFacts, locale: 'en' | 'fr'): string {
  const left = facts.shipments.some(hasLeft);
  if (locale === 'en') return left ? 'what has not left is cancelled' : 'the order is cancelled';
  return left ? 'ce qui n’est pas parti est annulé' : 'la commande est annulée';
}

/** The first moment at which an unpaid parcel cancels the order, or what of it was not promised. */
function paymentDeadline(facts: OrderFacts): number | null {
  const instants = paymentDeadlines(facts);
  return instants.length === 0 ? null : Math.min(...instants);
}

function shippingWait(facts: OrderFacts): Wait {
  const waits = [...parcelWaits(facts), ...stockWait(facts)];
  if (waits.length === 0) {
    const text = {
      en: `Every parcel of order ${facts.id} has ended, but not every unit is accounted for: an agent states what became of the parcels.`,
      fr: `Tous les colis de la commande ${facts.id} sont arrivés à leur terme, mais il manque des unités au compte : un agent indique ce que sont devenus les colis.`,
    };
    return { who: ['agent', 'supervisor', 'admin'], text };
  }
  const intro = {
    en: facts.status === 'confirmed' ? `Order ${facts.id} is confirmed.` : `Order ${facts.id} is under way.`,
    fr:
      facts.status === 'confirmed'
        ? `La commande ${facts.id} est confirmée.`
        : `La commande ${facts.id} est en cours de livraison.`,
  };
  return { who: distinct(waits.flatMap((wait) => wait.who)), text: joined([intro, ...waits.map((wait) => wait.text)]) };
}

function interventionWait(facts: OrderFacts, { amounts = true }: WaitingOptions): Wait {
  const open = facts.interventions.filter((i) => i.state === 'open');
  const intro = { en: `Order ${facts.id} is stuck.`, fr: `La commande ${facts.id} est bloquée par un incident.` };
  const who: Role[] = roles.filter((role) => mayResolveWith(role, 'retry'));
  const texts = open.map((stuck) => stuckText(stuck, amounts));
  return { who, text: joined([intro, ...texts, ...heldBesides(facts)]) };
}

/** Its status says first what is stuck; the hold is released by itself. */
function heldBesides({ holds }: OrderFacts): Text[] {
  if (holds.length === 0) return [];
  const reasons = (locale: 'en' | 'fr') =>
    listed(
      holds.map(({ kind }) => holdNames[kind][locale]),
      locale,
    );
  return [
    {
      en: `It is on hold too (${reasons('en')}): nothing more of it leaves until that is released.`,
      fr: `Elle fait aussi l’objet d’un blocage (${reasons('fr')}) : rien d’autre n’en part avant qu’il soit levé.`,
    },
  ];
}

/** What is stuck, why, and what can be done. The reason is the provider's or the engine's own words, which may name amounts. */
function stuckText({ no, work, subject, code, detail }: InterventionFacts, quoted: boolean): Text {
  const canSkip = (skippable as readonly string[]).includes(work);
  const reason = detail.replace(/[.\s]+$/, '');
  const name = workNames(work);
  return {
    en: `Intervention ${no}: ${name.en} ${subject} failed for good (${code})${quoted ? `: “${reason}”` : ''}. Retry it${canSkip ? ', or skip it as done by hand' : ''}, or cancel what is left (compensate); the last ${canSkip ? 'two are' : 'one is'} a supervisor’s.`,
    fr: `Incident ${no} : ${name.fr} ${subject} a échoué définitivement (${code})${quoted ? ` : « ${reason} »` : ''}. Relancez-le${canSkip ? ', sautez-le s’il a été fait à la main' : ''}, ou annulez ce qui reste (compensation) ; ${canSkip ? 'ces deux derniers choix reviennent' : 'ce dernier choix revient'} à un superviseur.`,
  };
}
