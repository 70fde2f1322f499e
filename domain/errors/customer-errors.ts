/** What a customer’s stage of life or a merge does not allow. */
import type { ErrorEntry } from './error-entry.ts';

export const customerErrors = {
  customer_cannot_buy: {
    status: 409,
    retryable: false,
    en: 'Customer {customer} is {lifecycle}; nothing is sold to them now. Settle that first.',
    fr: 'Le client {customer} est à l’état « {lifecycle} » ; rien ne lui est vendu actuellement. Réglez cela d’abord.',
  },
  customer_is_erased: {
    status: 409,
    retryable: false,
    en: 'Customer {customer} is erased; nothing is kept about them any more. Add a new customer.',
    fr: 'Le client {customer} est effacé ; plus rien n’est conservé à son sujet. Ajoutez un nouveau client.',
  },
  customer_merged: {
    status: 409,
    retryable: false,
    en: 'Customer {customer} is merged into {into}. Do this with {into}, or undo the merge first.',
    fr: 'Le client {customer} est fusionné dans {into}. Faites-le avec {into}, ou annulez d’abord la fusion.',
  },
  customer_not_merged: {
    status: 409,
    retryable: false,
    en: 'Customer {customer} is not merged into another one. Name the one that was absorbed.',
    fr: 'Le client {customer} n’est fusionné dans aucun autre. Nommez celui qui a été absorbé.',
  },
  merge_of_merged: {
    status: 409,
    retryable: false,
    en: 'Customer {customer} has absorbed {others}. Undo that first, then merge each of them.',
    fr: 'Le client {customer} a absorbé {others}. Annulez cela d’abord, puis fusionnez chacun d’eux.',
  },
  merge_of_leaving: {
    status: 409,
    retryable: false,
    en: 'Customers who leave or have left are not merged: {kept} is {keptLifecycle}, {absorbed} is {absorbedLifecycle}. End or rescind the exit first.',
    fr: 'On ne fusionne pas un client qui part ou est parti : {kept} est à l’état « {keptLifecycle} », {absorbed} à l’état « {absorbedLifecycle} ». Terminez ou annulez d’abord le départ.',
  },
  merge_other_way_round: {
    status: 409,
    retryable: false,
    en: '{absorbed} is {absorbedLifecycle} and came further than {kept} ({keptLifecycle}). Merge {kept} into {absorbed} instead.',
    fr: '{absorbed} est à l’état « {absorbedLifecycle} », plus avancé que {kept} (« {keptLifecycle} »). Fusionnez plutôt {kept} dans {absorbed}.',
  },
  merge_of_two_processes: {
    status: 409,
    retryable: false,
    en: 'Both run through the same: {processes}. End one of each pair first, then merge.',
    fr: 'Les deux suivent le même parcours : {processes}. Terminez-en un de chaque paire, puis fusionnez.',
  },
  lifecycle_not_possible: {
    status: 409,
    retryable: false,
    en: 'Customer {customer} is {lifecycle} and cannot become {to} now. Read the customer, and do what its stage allows.',
    fr: 'Le client {customer} est à l’état « {lifecycle} » et ne peut pas passer à l’état {to} maintenant. Lisez la fiche du client, et faites ce que son état permet.',
  },
} as const satisfies Record<string, ErrorEntry>;
