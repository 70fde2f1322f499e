import type { WorkKind } from './due-work.ts';
import type { Text } from './wording.ts';

const names = {
  reserve: { en: 'reserving stock for', fr: 'la réservation du stock de' },
  authorise: { en: 'authorising payment', fr: 'l’autorisation du paiement' },
  buy_label: { en: 'buying the label of', fr: 'l’achat de l’étiquette de' },
  capture: { en: 'capturing payment', fr: 'l’encaissement du paiement' },
  void_label: { en: 'voiding the label of', fr: 'l’annulation de l’étiquette de' },
  void_payment: { en: 'voiding payment', fr: 'l’annulation du paiement' },
  refund: { en: 'refund', fr: 'le remboursement' },
} as const satisfies Record<WorkKind, Text>;

/** A step as a sentence names it, followed by what it is about. */
export function workNames(work: string): Text {
  return Object.hasOwn(names, work)
    ? names[work as WorkKind] // just looked up
    : { en: `step ${work} of`, fr: `l’étape ${work} de` };
}
