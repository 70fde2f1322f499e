/** Stages and what each asks for, as people read them. */
import { inBoth, listed, type Text } from '../orders/wording.ts';
import type { Criterion, OpportunityStage } from './opportunity-stages.ts';

export const stageNames = {
  new: { en: 'new', fr: 'nouvelle' },
  contacted: { en: 'contacted', fr: 'contactée' },
  qualified: { en: 'qualified', fr: 'qualifiée' },
  proposal: { en: 'proposal', fr: 'proposition' },
  negotiation: { en: 'negotiation', fr: 'négociation' },
  won: { en: 'won', fr: 'gagnée' },
  lost: { en: 'lost', fr: 'perdue' },
  recycled: { en: 'put off', fr: 'remise à plus tard' },
} as const satisfies Record<OpportunityStage, Text>;

export const criterionNames = {
  contact_made: { en: 'a first contact', fr: 'un premier contact' },
  need_confirmed: { en: 'a confirmed need', fr: 'un besoin confirmé' },
  decision_maker_known: { en: 'who decides', fr: 'la personne qui décide' },
  budget_confirmed: { en: 'a confirmed budget', fr: 'un budget confirmé' },
  timeline_confirmed: { en: 'a confirmed date', fr: 'une échéance confirmée' },
  quote_sent: { en: 'a quote that was sent', fr: 'un devis envoyé' },
  quote_accepted: { en: 'an accepted quote', fr: 'un devis accepté' },
} as const satisfies Record<Criterion, Text>;

/** `a first contact (contact_made) and …`: the words, and the code that a request names. */
export const criteriaText = (criteria: readonly Criterion[]): Text =>
  inBoth((locale) =>
    listed(
      criteria.map((criterion) => `${criterionNames[criterion][locale]} (${criterion})`),
      locale,
    ),
  );
