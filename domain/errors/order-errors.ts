/** Why an order, its parcels or its stock cannot be changed like this. */
import type { ErrorEntry } from './error-entry.ts';

export const orderErrors = {
  order_closed: {
    status: 409,
    retryable: false,
    en: 'Order {order} is {status}; nothing more can be changed on it. Place a new order, or open a claim for what was shipped.',
    fr: 'La commande {order} est à l’état « {status} » ; plus rien ne peut y être changé. Passez une nouvelle commande, ou ouvrez une réclamation pour ce qui a été expédié.',
  },
  not_in_this_status: {
    status: 409,
    retryable: false,
    en: 'Order {order} is {status}; this is possible in: {possible}. Read its "actions" for what can be done now.',
    fr: 'La commande {order} est à l’état « {status} » ; ceci est possible à l’état {possible}. Lisez « actions » pour ce qui peut être fait.',
  },
  too_many_units: {
    status: 409,
    retryable: false,
    en: 'Line {line}: {asked} unit(s) asked, {possible} can be cancelled; {shipped} left the warehouse. Ask for no more than that; open a claim for units that have left.',
    fr: 'Ligne {line} : {asked} unité(s) demandée(s), {possible} annulable(s) ; {shipped} ont quitté l’entrepôt. N’en demandez pas plus ; ouvrez une réclamation pour celles qui sont parties.',
  },
  nothing_to_cancel: {
    status: 409,
    retryable: false,
    en: 'Order {order} is handed over; open a claim instead of cancelling.',
    fr: 'La commande {order} est remise au transporteur ; ouvrez une réclamation au lieu d’annuler.',
  },
  hold_not_open: {
    status: 409,
    retryable: false,
    en: 'Order {order} has no open {kind} hold. Open holds: {kinds}.',
    fr: 'La commande {order} n’a pas de blocage « {kind} » ouvert. Blocages ouverts : {kinds}.',
  },
  hold_already_open: {
    status: 409,
    retryable: false,
    en: 'Order {order} already has an open {kind} hold. Release it, or leave it.',
    fr: 'La commande {order} a déjà un blocage « {kind} » ouvert. Levez-le ou laissez-le.',
  },
  nothing_to_hold: {
    status: 409,
    retryable: false,
    en: 'Nothing of order {order} can be held: what is not cancelled is handed over. Open a claim for it instead.',
    fr: 'Rien de la commande {order} ne peut être bloqué : ce qui n’est pas annulé est remis au transporteur. Ouvrez plutôt une réclamation.',
  },
  offer_not_open: {
    status: 409,
    retryable: false,
    en: 'Offer {version} of order {order} is no longer open. Read the order for the current one.',
    fr: 'L’offre {version} de la commande {order} n’est plus ouverte. Lisez la commande pour l’offre actuelle.',
  },
  choice_not_offered: {
    status: 422,
    retryable: false,
    en: '{choice} is not among the options: {options}. Send one of them.',
    fr: 'Le choix {choice} ne fait pas partie des options : {options}. Envoyez l’une d’elles.',
  },
  no_payment_wanted: {
    status: 409,
    retryable: false,
    en: 'Order {order} has no declined payment to replace.',
    fr: 'La commande {order} n’a aucun paiement refusé à remplacer.',
  },
  no_intervention: {
    status: 409,
    retryable: false,
    en: 'Order {order} has no stuck step number {no}. Read its "interventions".',
    fr: 'La commande {order} n’a pas d’étape bloquée numéro {no}. Lisez « interventions ».',
  },
  cannot_skip: {
    status: 409,
    retryable: false,
    en: 'The step "{work}" cannot be skipped. Retry it or compensate.',
    fr: 'L’étape « {work} » ne peut pas être sautée. Réessayez-la ou compensez.',
  },
  amendment_outdated: {
    status: 412,
    retryable: false,
    en: 'Order {order} has changed since amendment {no} was previewed (version {expected}, now {actual}). Preview it again, on the order as it is now.',
    fr: 'La commande {order} a changé depuis la simulation de la modification {no} (version {expected}, maintenant {actual}). Simulez-la de nouveau, sur la commande telle qu’elle est.',
  },
  amendment_closed: {
    status: 409,
    retryable: false,
    en: 'Amendment {no} of order {order} is already {state}. Ask for a new one, on the order as it is now.',
    fr: 'La modification {no} de la commande {order} est déjà à l’état « {state} ». Demandez-en une nouvelle, sur la commande telle qu’elle est.',
  },
  amendment_impossible: {
    status: 409,
    retryable: false,
    en: 'This change is not possible: {why}',
    fr: 'Ce changement est impossible : {why}',
  },
  line_not_on_order: {
    status: 409,
    retryable: false,
    en: 'Order {order} has no line {line}. Read the order, and name its lines.',
    fr: 'La commande {order} n’a pas de ligne {line}. Lisez la commande et nommez ses lignes.',
  },
  capture_pending: {
    status: 409,
    retryable: true,
    en: 'The payment of shipment {shipment} is not captured yet, so nothing can be given back. Try again in a minute; if order {order} needs an intervention, settle that first.',
    fr: 'Le paiement de l’envoi {shipment} n’est pas encore encaissé : rien ne peut être remboursé. Réessayez dans une minute ; si la commande {order} demande une intervention, réglez-la d’abord.',
  },
  order_on_hold: {
    status: 409,
    retryable: false,
    en: 'Order {order} is on hold ({kinds}); nothing of it may leave. Do this when the hold is released.',
    fr: 'La commande {order} est bloquée ({kinds}) ; rien ne peut partir. Faites-le une fois le blocage levé.',
  },
  shipment_not_ready: {
    status: 409,
    retryable: false,
    en: 'Shipment {shipment} is {state}; it must be {needed}. Do this when it is, or to the one that took its place: read the order.',
    fr: 'L’envoi {shipment} est à l’état « {state} » ; il doit être à l’état « {needed} ». Faites-le à ce moment-là, ou pour celui qui l’a remplacé : lisez la commande.',
  },
  wrong_units_of_parcel: {
    status: 409,
    retryable: false,
    en: 'Shipment {shipment} holds {units} unit(s) of line {line}, and {counted} were named. Name every unit of a parcel that came back, restocked or written off; of one that is picked short no more than it holds.',
    fr: 'L’envoi {shipment} contient {units} unité(s) de la ligne {line}, et {counted} ont été indiquées. Pour un colis revenu, indiquez chaque unité, remise en stock ou passée en perte ; pour une rupture en rayon, pas plus qu’il n’en contient.',
  },
  incoming_received: {
    status: 409,
    retryable: false,
    en: 'What was announced as {reference} has been received already. Announce what is still to come under another id; count in goods that nobody announced without "incoming".',
    fr: 'Ce qui a été annoncé sous {reference} est déjà reçu. Annoncez ce qui doit encore venir sous un autre identifiant ; enregistrez sans « incoming » des marchandises que personne n’a annoncées.',
  },
  incoming_on_shelf: {
    status: 409,
    retryable: false,
    en: 'What was announced as {reference} has been received and cannot be withdrawn any more. If it is not on the shelf, count the stock and send the count.',
    fr: 'Ce qui a été annoncé sous {reference} est reçu et ne peut plus être retiré. Si la marchandise n’est pas en rayon, comptez le stock et envoyez le résultat.',
  },
  count_below_reserved: {
    status: 409,
    retryable: false,
    en: '{counted} of {sku} counted at {location}, but {reserved} are promised to orders. Nothing was changed. Count again and send what is there; if units are really missing, report them with a short pick or cancel orders first. Then complete the task ({task}).',
    fr: '{counted} de {sku} comptés à {location}, mais {reserved} sont promis à des commandes. Rien n’a été changé. Recomptez et envoyez ce qui est là ; s’il en manque vraiment, signalez-les à la préparation (short-pick) ou annulez d’abord des commandes. Terminez ensuite la tâche ({task}).',
  },
} as const satisfies Record<string, ErrorEntry>;
