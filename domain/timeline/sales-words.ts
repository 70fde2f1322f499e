import type { Text } from '../orders/wording.ts';
import type { EnrolmentStatus } from '../sales/cadence.ts';
import type { OpportunityStage } from '../sales/opportunity-stages.ts';

type Told = `opportunity.${OpportunityStage}` | `enrolment.${EnrolmentStatus}`;

/** What can happen to a deal and to a run through a cadence. */
export const salesWords = {
  'opportunity.opened': { en: 'Deal opened', fr: 'Opportunité ouverte' },
  'opportunity.new': { en: 'Deal is new again', fr: 'Opportunité de nouveau à faire' },
  'opportunity.contacted': { en: 'Deal: contact made', fr: 'Opportunité : contact établi' },
  'opportunity.qualified': { en: 'Deal qualified', fr: 'Opportunité qualifiée' },
  'opportunity.proposal': { en: 'Deal: proposal', fr: 'Opportunité : proposition' },
  'opportunity.negotiation': { en: 'Deal: negotiation', fr: 'Opportunité : négociation' },
  'opportunity.won': { en: 'Deal won', fr: 'Opportunité gagnée' },
  'opportunity.lost': { en: 'Deal lost', fr: 'Opportunité perdue' },
  'opportunity.recycled': { en: 'Deal put aside for later', fr: 'Opportunité remise à plus tard' },
  'opportunity.sent': { en: 'Deal moved on', fr: 'Opportunité déplacée' },
  'opportunity.evidence': { en: 'Evidence for a stage given', fr: 'Preuve d’étape fournie' },
  'opportunity.evidence_withdrawn': { en: 'Evidence withdrawn', fr: 'Preuve retirée' },
  'opportunity.interacted': { en: 'Contact with the customer', fr: 'Échange avec le client' },
  'opportunity.next_step': { en: 'Next step agreed', fr: 'Prochaine étape convenue' },
  'opportunity.next_step_overdue': { en: 'Next step overdue', fr: 'Prochaine étape en retard' },
  'opportunity.quoted': { en: 'Quote made', fr: 'Devis établi' },
  'opportunity.quote_decided': { en: 'Discount of a quote decided', fr: 'Remise d’un devis décidée' },
  'opportunity.quote_accepted': { en: 'Quote accepted', fr: 'Devis accepté' },
  'opportunity.quote_expired': { en: 'Quote expired', fr: 'Devis expiré' },
  'opportunity.passed_on': { en: 'Deal given to somebody else', fr: 'Opportunité confiée à quelqu’un d’autre' },
  'opportunity.sla': { en: 'Deal too long in its stage', fr: 'Opportunité trop longtemps à la même étape' },
  'opportunity.snoozed': { en: 'Deal put to sleep', fr: 'Opportunité mise en sommeil' },
  'opportunity.woken': { en: 'Deal woken up', fr: 'Opportunité réveillée' },
  'enrolment.opened': { en: 'Cadence begun', fr: 'Cadence commencée' },
  'enrolment.running': { en: 'Cadence runs', fr: 'Cadence en cours' },
  'enrolment.touched': { en: 'Cadence: contact made', fr: 'Cadence : contact effectué' },
  'enrolment.postponed': {
    en: 'Cadence waits: enough was sent lately',
    fr: 'Cadence en attente : assez d’envois récents',
  },
  'enrolment.stop_asked': { en: 'Cadence told to stop', fr: 'Arrêt de la cadence demandé' },
  'enrolment.stopped': { en: 'Cadence stopped', fr: 'Cadence arrêtée' },
  'enrolment.finished': { en: 'Cadence finished', fr: 'Cadence terminée' },
} as const satisfies Readonly<Record<Told, Text>> & Readonly<Record<string, Text>>;
