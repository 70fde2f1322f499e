/** Why a customer’s leaving cannot go on like this. */
import type { ErrorEntry } from './error-entry.ts';

export const exitErrors = {
  customer_cannot_exit: {
    status: 409,
    retryable: false,
    en: 'Customer {customer} is {lifecycle} and cannot start to leave. Somebody who is exiting has an open exit: look it up under /v1/exits.',
    fr: 'Le client {customer} est à l’état « {lifecycle} » et ne peut pas entamer un départ. S’il est déjà en train de partir, son départ se trouve sous /v1/exits.',
  },
  exit_notice_over: {
    status: 409,
    retryable: false,
    en: 'The notice of exit {exit} has ended; it can no longer be rescinded. Win the customer back once it is confirmed.',
    fr: 'Le préavis du départ {exit} est terminé ; il ne peut plus être annulé. Le client pourra être reconquis après confirmation.',
  },
  exit_offer_closed: {
    status: 409,
    retryable: false,
    en: 'Exit {exit} has no open offer (it is {state}). Read the exit for what is possible.',
    fr: 'Le départ {exit} n’a pas d’offre ouverte (état : {state}). Lisez le départ pour voir ce qui est possible.',
  },
  offer_accepted_lately: {
    status: 409,
    retryable: false,
    en: 'Customer {customer} accepted an offer within the last 12 months. Refuse this one.',
    fr: 'Le client {customer} a accepté une offre au cours des 12 derniers mois. Refusez celle-ci.',
  },
  exit_balance_open: {
    status: 409,
    retryable: true,
    en: 'Exit {exit} has a balance that is not paid. Complete {task} with the reference of the transfer first.',
    fr: 'Le départ {exit} a un solde qui n’est pas payé. Terminez d’abord {task} avec la référence du virement.',
  },
  documents_missing: {
    status: 409,
    retryable: true,
    en: 'The documents of exit {exit} are not there yet. Send the same request again when the exit waits for the confirmation.',
    fr: 'Les documents du départ {exit} ne sont pas encore prêts. Renvoyez la même requête quand le départ attend la confirmation.',
  },
  exit_not_won_back: {
    status: 409,
    retryable: false,
    en: 'Exit {exit} has {kind} as its reason: nobody is won back after that. If it was a mistake, take them up as a new customer.',
    fr: 'Le motif du départ {exit} est « {kind} » : personne n’est reconquis après un tel départ. Si c’était une erreur, enregistrez la personne comme nouveau client.',
  },
  no_surviving_consent: {
    status: 409,
    retryable: false,
    en: 'Customer {customer} has no consent that survives, or is being erased: they cannot be won back. Wait until they come by themselves.',
    fr: 'Le client {customer} n’a pas de consentement qui subsiste, ou est en cours d’effacement : il ne peut pas être reconquis. Attendez qu’il revienne de lui-même.',
  },
} as const satisfies Record<string, ErrorEntry>;
