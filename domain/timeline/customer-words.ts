import type { Lifecycle } from '../customers/lifecycle.ts';
import type { Text } from '../orders/wording.ts';

/** What can happen to a customer themselves. */
export const customerWords = {
  'customer.created': { en: 'Customer added', fr: 'Client ajouté' },
  'customer.changed': { en: 'Details changed', fr: 'Coordonnées modifiées' },
  'customer.prospect': { en: 'Won back as a prospect', fr: 'Redevenu prospect' },
  'customer.onboarding': { en: 'Won: being onboarded', fr: 'Gagné : accueil en cours' },
  'customer.active': { en: 'Active', fr: 'Actif' },
  'customer.at_risk': { en: 'At risk', fr: 'À risque' },
  'customer.exiting': { en: 'Leaving', fr: 'Sur le départ' },
  'customer.exited': { en: 'Has left', fr: 'Parti' },
  'customer.erased': { en: 'Erased', fr: 'Effacé' },
  'customer.interacted': { en: 'Customer got in touch', fr: 'Contact du client' },
  'customer.consent': { en: 'Consent given or taken back', fr: 'Consentement donné ou retiré' },
  'customer.contact_added': { en: 'Contact added', fr: 'Contact ajouté' },
  'customer.contact_changed': { en: 'Contact changed', fr: 'Contact modifié' },
  'customer.contact_removed': { en: 'Contact removed', fr: 'Contact retiré' },
  'customer.absorbed': { en: 'Another customer merged into this one', fr: 'Un autre client fusionné dans celui-ci' },
  'customer.merged': { en: 'Merged into another customer', fr: 'Fusionné dans un autre client' },
  'customer.released': { en: 'Merge of another customer undone', fr: 'Fusion d’un autre client annulée' },
  'customer.unmerged': { en: 'Merge undone', fr: 'Fusion annulée' },
} as const satisfies Readonly<Record<`customer.${Lifecycle}`, Text>> & Readonly<Record<string, Text>>;
