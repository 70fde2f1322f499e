/** Words that sentences about an order are made of, in both languages. */
import type { Role } from '../access/roles.ts';
import type { ApprovalReason, HoldKind, OfferChoice } from './order-facts.ts';

export type Locale = 'en' | 'fr';
export type Text = { readonly en: string; readonly fr: string };

/** The same sentences for every language, each written by `write`. */
export const inBoth = (write: (locale: Locale) => string): Text => ({ en: write('en'), fr: write('fr') });

/** Whole sentences one after the other, in both languages. */
export const joined = (texts: readonly Text[]): Text => inBoth((locale) => texts.map((t) => t[locale]).join(' '));

/** `a, b and c`, `a, b et c`. */
export function listed(items: readonly string[], locale: Locale, type: 'conjunction' | 'disjunction' = 'conjunction') {
  return new Intl.ListFormat(locale, { type }).format(items);
}

/** An instant as a sentence names it: `2026-12-27 21:30 UTC`, the same in both languages. */
export const instant = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const roleNames = {
  back_office: { en: 'the back office', fr: 'le back-office' },
  agent: { en: 'an agent', fr: 'un agent' },
  supervisor: { en: 'a supervisor', fr: 'un superviseur' },
  warehouse: { en: 'the warehouse', fr: 'l’entrepôt' },
  engineer: { en: 'an engineer', fr: 'un ingénieur' },
  admin: { en: 'an administrator', fr: 'un administrateur' },
} as const satisfies Record<Role, Text>;

/** A role as it is stored; one that nobody knows is shown as it is. */
export function roleName(role: string, locale: Locale): string {
  return Object.hasOwn(roleNames, role) ? roleNames[role as Role][locale] : role; // just looked up
}

/** Who may approve: a role or one above it; there is none above an administrator. */
export function roleOrAbove(role: string, locale: Locale): string {
  const above = { en: ' or above', fr: ' ou un rôle supérieur' }[locale];
  return role === 'admin' ? roleName(role, locale) : roleName(role, locale) + above;
}

export const holdNames = {
  fraud: { en: 'its risk has to be checked', fr: 'son risque doit être vérifié' },
  credit: { en: 'the account’s credit does not cover it', fr: 'le crédit du compte ne la couvre pas' },
  address: { en: 'the delivery address has to be checked', fr: 'l’adresse de livraison doit être vérifiée' },
  customer: { en: 'the customer may not order at present', fr: 'le client ne peut pas commander pour le moment' },
  manual: { en: 'somebody stopped it', fr: 'quelqu’un l’a arrêtée' },
} as const satisfies Record<HoldKind, Text>;

export const approvalReasonNames = {
  total_above_limit: { en: 'its total', fr: 'son total' },
  discount_above_limit: { en: 'its discount', fr: 'sa remise' },
  risk_above_limit: { en: 'its risk', fr: 'son risque' },
} as const satisfies Record<ApprovalReason, Text>;

export const choiceNames = {
  wait: { en: 'wait for everything', fr: 'tout attendre' },
  ship_available: { en: 'ship what there is now and the rest later', fr: 'expédier le disponible puis le reste' },
  drop_short: { en: 'drop what is missing', fr: 'retirer ce qui manque' },
  cancel: { en: 'cancel the order', fr: 'annuler la commande' },
} as const satisfies Record<OfferChoice, Text>;
