/** Why a deal, a quote or a lead cannot go on like this. */
import type { ErrorEntry } from './error-entry.ts';

export const salesErrors = {
  stage_criteria_missing: {
    status: 409,
    retryable: false,
    en: 'Opportunity {id} cannot go to {to} yet: it lacks {missing}. Send the evidence with the same request.',
    fr: 'L’opportunité {id} ne peut pas encore passer à {to} ; il manque {missing}. Envoyez les preuves avec la même requête.',
  },
  stage_not_reachable: {
    status: 409,
    retryable: false,
    en: 'Opportunity {id} is {status} and cannot go to {to} this way. Advance goes forward, regress goes back.',
    fr: 'L’opportunité {id} est à l’état « {status} » et ne peut pas aller à {to} ainsi. « advance » avance, « regress » recule.',
  },
  already_snoozed: {
    status: 409,
    retryable: false,
    en: 'Opportunity {id} sleeps until {until} already. Advance or regress wakes it up.',
    fr: 'L’opportunité {id} dort déjà jusqu’au {until}. « advance » ou « regress » la réveille.',
  },
  bill_to_missing: {
    status: 409,
    retryable: false,
    en: 'Customer {customer} has no billing address. Send billTo with the same request.',
    fr: 'Le client {customer} n’a pas d’adresse de facturation. Envoyez billTo avec la même requête.',
  },
  quote_not_in_state: {
    status: 409,
    retryable: false,
    en: 'Quote {quote} is {state}; this is possible while it is {needed}. Make a new quote.',
    fr: 'Le devis {quote} est à l’état « {state} » ; ceci est possible à l’état « {needed} ». Faites un nouveau devis.',
  },
  lead_not_open: {
    status: 409,
    retryable: false,
    en: 'Lead {lead} is {state}; this is possible while it is {needed}. Read it for where it went.',
    fr: 'La piste {lead} est à l’état « {state} » ; ceci est possible à l’état « {needed} ». Lisez-la pour savoir où elle est allée.',
  },
} as const satisfies Record<string, ErrorEntry>;
