/** What an order waits for until somebody answers, and what becomes of it at the deadline where nobody does. */
import { mayReleaseHold, roles } from '../access/roles.ts';
import { valueInFrench } from '../errors/french-values.ts';
import { formatMoney } from '../money/format-money.ts';
import { nextApprover } from './approval-need.ts';
import { leavesSomething, type Unpromised } from './cancel-plan.ts';
import {
  type ApprovalReason,
  type HoldFacts,
  hasLeft,
  lacksPayment,
  type OrderFacts,
  paymentDeadlines,
  refundUnderWay,
} from './order-facts.ts';
import type { Mover, Wait, WaitingOptions } from './wait.ts';
import {
  approvalReasonNames,
  choiceNames,
  holdNames,
  inBoth,
  joined,
  type Locale,
  listed,
  roleName,
  roleOrAbove,
  type Text,
} from './wording.ts';

/** Each kind of hold is released by itself; the order moves on when none is left. */
export function holdWait(facts: OrderFacts): Wait {
  const until = facts.holds.length === 0 ? null : Math.min(...facts.holds.map((hold) => hold.deadline));
  const intro = { en: `Order ${facts.id} is on hold.`, fr: `La commande ${facts.id} est bloquée.` };
  const who = roles.filter((role) => facts.holds.some(({ kind }) => mayReleaseHold(role, kind)));
  return { who, until, text: joined([intro, ...holdTexts(facts)]) };
}

/** What its status does not name and can be answered now too. */
export function askedBesides(facts: OrderFacts, options: WaitingOptions): Text[] {
  const { status, offer, approval } = facts;
  return [
    ...(offer === null || status === 'awaiting_decision' ? [] : [offerWait(facts).text]),
    ...(approval?.state !== 'open' || status === 'awaiting_approval' ? [] : [approvalWait(facts, options).text]),
    ...(status === 'awaiting_payment' ? [] : unpaidTexts(facts)),
  ];
}

/** Parcels of which no payment is left, while the order waits for something else. */
function unpaidTexts(facts: OrderFacts): Text[] {
  const unpaid = facts.shipments.filter((s) => lacksPayment(facts, s)).map((s) => s.id);
  if (unpaid.length === 0) return [];
  const text = inBoth((locale) =>
    locale === 'en'
      ? `Payment for ${listed(unpaid, locale)} was declined or has lapsed: another payment method can be given meanwhile.`
      : `Le paiement de ${listed(unpaid, locale)} a été refusé ou a expiré : un autre moyen de paiement peut être donné entre-temps.`,
  );
  return [text];
}

/** What each hold is for, who releases it, and what becomes of the order at its deadline. */
export function holdTexts(facts: OrderFacts): Text[] {
  return facts.holds.map((hold) => ({
    en: `Hold “${hold.kind}”: ${holdNames[hold.kind].en}; ${roleName(hold.ownerRole, 'en')} checks and releases it or cancels the order. At its deadline ${unreleased(facts, hold, 'en')}.`,
    fr: `Blocage « ${valueInFrench('kind', hold.kind)} » : ${holdNames[hold.kind].fr} ; ${roleName(hold.ownerRole, 'fr')} vérifie puis le lève ou annule la commande. À l’échéance, ${unreleased(facts, hold, 'fr')}.`,
  }));
}

function unreleased(facts: OrderFacts, hold: HoldFacts, locale: 'en' | 'fr'): string {
  if (hold.atDeadline === 'release') return locale === 'en' ? 'it is released' : 'il est levé';
  if (hold.atDeadline === 'cancel_unpromised')
    return cancelledThen(facts, locale, { now: hold.deadline, because: 'not_on_credit' });
  if (hold.atDeadline === 'restore_address')
    return locale === 'en'
      ? 'the order goes to the address that it had before'
      : 'la commande part à l’adresse qu’elle avait avant';
  return wholeOrder(facts, locale);
}

export function offerWait({ id, offer, lines }: OrderFacts): Wait {
  const who: Mover[] = ['customer', 'back_office', 'agent', 'supervisor', 'admin'];
  if (offer === null) return { who, until: null, text: noOffer(id) };
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
  return { who, until: offer.deadline, text };
}

const noOffer = (id: string): Text => ({
  en: `Order ${id} is short of stock and a new offer is being made; read it again in a moment.`,
  fr: `Il manque du stock à la commande ${id} et une nouvelle offre se prépare ; relisez-la dans un instant.`,
});

export function approvalWait(facts: OrderFacts, { amounts = true }: WaitingOptions): Wait {
  const { id, approval, currency } = facts;
  const first = approval?.approverRole ?? 'supervisor';
  const chain = [first, nextApprover(first), nextApprover(nextApprover(first))];
  const who = roles.filter((role) => chain.includes(role));
  const why = (locale: Locale) => (approval === null ? '' : aboveLimits(approval.reasons, locale));
  const text = inBoth((locale) => {
    const role = roleOrAbove(first, locale);
    const worth = approval && amounts ? formatMoney({ amountMinor: approval.amountMinor, currency }, locale) : null;
    const named = approval?.id ?? id;
    return locale === 'en'
      ? `Order ${id}${worth ? ` over ${worth}` : ''} needs approval ${named} by ${role}, other than ${approval?.requester ?? 'its requester'}, who asked${why(locale)}. Without a decision it goes up level by level, then expires and ${cancelledThen(facts, locale, { now: approval?.expiresAt ?? 0, because: 'not_allowed' })}.`
      : `La commande ${id}${worth ? ` de ${worth}` : ''} attend l’approbation ${named} par ${role}, autre que ${approval?.requester ?? 'son demandeur'}, qui l’a demandée${why(locale)}. Sans décision, elle remonte de rang en rang, puis expire et ${cancelledThen(facts, locale, { now: approval?.expiresAt ?? 0, because: 'not_allowed' })}.`;
  });
  return { who, until: approval && (approval.escalatesAt ?? approval.expiresAt), text };
}

function aboveLimits(reasons: readonly ApprovalReason[], locale: Locale): string {
  const names = listed(
    reasons.map((reason) => approvalReasonNames[reason][locale]),
    locale,
  );
  const one = reasons.length === 1;
  return locale === 'en'
    ? `: ${names} ${one ? 'is' : 'are'} above what needs nobody’s approval`
    : ` : ${names} ${one ? 'dépasse' : 'dépassent'} ce qui se passe d’approbation`;
}

export function paymentWait(facts: OrderFacts): Wait {
  const unpaid = facts.shipments.filter((s) => lacksPayment(facts, s)).map((s) => s.id);
  const until = paymentDeadline(facts);
  const text = inBoth((locale) => {
    const what = unpaid.length === 0 ? facts.id : listed(unpaid, locale);
    return locale === 'en'
      ? `Payment for ${what} of order ${facts.id} was declined or has lapsed: give another payment method or cancel. Without one by the deadline ${cancelledThen(facts, locale, { now: until ?? 0, because: 'unpaid' })}.`
      : `Le paiement de ${what} de la commande ${facts.id} a été refusé ou a expiré : donnez un autre moyen de paiement ou annulez. Sans cela, à l’échéance ${cancelledThen(facts, locale, { now: until ?? 0, because: 'unpaid' })}.`;
  });
  return { who: ['customer', 'back_office', 'admin'], until, text };
}

/** The first moment at which an unpaid parcel cancels the order, or what of it was not promised. */
function paymentDeadline(facts: OrderFacts): number | null {
  const instants = paymentDeadlines(facts);
  return instants.length === 0 ? null : Math.min(...instants);
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

/** Beyond the end of the window, too, when a bank is slow. */
export function claimWindowWait(facts: OrderFacts): Wait {
  const who = ['customer', 'system'] as const;
  if (refundUnderWay(facts)) {
    const en = `Everything of order ${facts.id} has arrived or is settled, but for a refund that a bank has under way; when it has settled, and the time for claims is over, the order completes by itself.`;
    const fr = `Tout est arrivé ou réglé pour la commande ${facts.id}, sauf un remboursement qu’une banque traite encore ; une fois celui-ci réglé et le délai de réclamation écoulé, la commande se termine d’elle-même.`;
    return { who, text: { en, fr } };
  }
  const en = `Everything of order ${facts.id} has arrived or is settled; the customer can open a claim until the window ends, then the order completes by itself.`;
  const fr = `Tout est arrivé ou réglé pour la commande ${facts.id} ; le client peut ouvrir une réclamation jusqu’à la fin du délai, puis la commande se termine d’elle-même.`;
  return { who, text: { en, fr } };
}
