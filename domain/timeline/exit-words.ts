import type { ExitStatus } from '../exit/exit-states.ts';
import type { Text } from '../orders/wording.ts';

/** What can happen to an exit. */
export const exitWords = {
  'exit.opened': { en: 'Exit asked for', fr: 'Départ demandé' },
  'exit.requested': { en: 'Exit asked for again', fr: 'Départ de nouveau demandé' },
  'exit.reason_captured': { en: 'Reason for leaving noted', fr: 'Motif du départ noté' },
  'exit.retention': { en: 'An offer to stay is open', fr: 'Offre pour rester en cours' },
  'exit.retained': { en: 'Customer stays', fr: 'Le client reste' },
  'exit.notice': { en: 'Notice runs', fr: 'Préavis en cours' },
  'exit.settling': { en: 'Accounts are being settled', fr: 'Comptes en cours de règlement' },
  'exit.exporting': { en: 'Data are being exported', fr: 'Export des données en cours' },
  'exit.confirmed': { en: 'Exit confirmed', fr: 'Départ confirmé' },
  'exit.retention_hold': { en: 'Data are kept until the erasure', fr: 'Données gardées jusqu’à l’effacement' },
  'exit.erased': { en: 'Erasure finished', fr: 'Effacement terminé' },
  'exit.won_back': { en: 'Customer won back', fr: 'Client reconquis' },
  'exit.rescinded': { en: 'Exit taken back', fr: 'Départ annulé' },
  'exit.reason_given': { en: 'Customer said why', fr: 'Le client a dit pourquoi' },
  'exit.offer_considered': { en: 'An offer to stay was considered', fr: 'Une offre pour rester a été envisagée' },
  'exit.offer_made': { en: 'Offer to stay made', fr: 'Offre pour rester faite' },
  'exit.offer_accepted': { en: 'Offer to stay accepted', fr: 'Offre pour rester acceptée' },
  'exit.offer_ended': { en: 'Offer to stay ended', fr: 'Offre pour rester terminée' },
  'exit.rescind_asked': { en: 'Customer takes the exit back', fr: 'Le client annule son départ' },
  'exit.notice_given': { en: 'Notice given', fr: 'Préavis donné' },
  'exit.notice_ended': { en: 'Notice ended', fr: 'Préavis terminé' },
  'exit.orders_cancelling': { en: 'Open orders are being cancelled', fr: 'Commandes en cours d’annulation' },
  'exit.was_settled': { en: 'Accounts settled', fr: 'Comptes réglés' },
  'exit.documents_made': { en: 'Statement and export made', fr: 'Relevé et export établis' },
  'exit.was_confirmed': { en: 'Exit confirmed by a person', fr: 'Départ confirmé par une personne' },
  'exit.win_back_asked': { en: 'Customer asked to come back', fr: 'Client invité à revenir' },
  'exit.erasure_due': { en: 'Erasure is due', fr: 'Effacement à faire' },
  'exit.was_erased': { en: 'Personal data erased', fr: 'Données personnelles effacées' },
} as const satisfies Readonly<Record<`exit.${ExitStatus}`, Text>> & Readonly<Record<string, Text>>;
