/** What a deal says of itself. */
import type { Text } from '../orders/wording.ts';
import type { OpportunityFacts } from './opportunity.ts';
import { type Criterion, missingToLeave, type OpportunityStage } from './opportunity-stages.ts';
import { criteriaText, stageNames } from './stage-words.ts';

export type DealWait = 'time' | 'snooze' | 'evidence' | 'next_step';

/** What a deal waits for first. */
export function dealWait(facts: OpportunityFacts): DealWait {
  if (facts.status === 'recycled') return 'time';
  if (facts.snoozedUntil !== null) return 'snooze';
  return missingOf(facts).length > 0 ? 'evidence' : 'next_step';
}

export function missingOf({ status, evidence }: Pick<OpportunityFacts, 'status' | 'evidence'>): readonly Criterion[] {
  return missingToLeave(status, evidence);
}

export function dealMessage(facts: OpportunityFacts): Text {
  const { id, status, owner } = facts;
  const missing = criteriaText(missingOf(facts));
  const stage = stageNames[status];
  const messages = {
    time: {
      en: `Opportunity ${id} is put off and begins again by itself; it can be closed before.`,
      fr: `L’opportunité ${id} est remise à plus tard et recommence d’elle-même ; elle peut être close avant.`,
    },
    snooze: {
      en: `Opportunity ${id} sleeps; its time in the stage “${stage.en}” stands still.`,
      fr: `L’opportunité ${id} dort ; son temps dans l’étape « ${stage.fr} » est arrêté.`,
    },
    evidence: {
      en: `Opportunity ${id} waits for ${owner}: to leave the stage “${stage.en}”, show ${missing.en}.`,
      fr: `L’opportunité ${id} attend ${owner} : pour quitter l’étape « ${stage.fr} », montrez ${missing.fr}.`,
    },
    next_step: {
      en: `Opportunity ${id} has all that the stage “${stage.en}” asks for: ${owner} can take it further.`,
      fr: `L’opportunité ${id} a tout ce que demande l’étape « ${stage.fr} » : ${owner} peut la faire avancer.`,
    },
  } as const satisfies Record<DealWait, Text>;
  return messages[dealWait(facts)];
}

const openStages = ['new', 'contacted', 'qualified', 'proposal', 'negotiation'] as const satisfies OpportunityStage[];
const later = ['contacted', 'qualified', 'proposal', 'negotiation'] as const satisfies OpportunityStage[];

/** What can be done with a deal, in which stages. */
export const dealActions = {
  advance: {
    ...{ path: '/advance', permission: 'sales.write', statuses: ['new', 'contacted', 'qualified', 'proposal'] },
    hint: { en: 'Take it to a later stage, with the evidence.', fr: 'La faire avancer, avec les preuves.' },
  },
  regress: {
    ...{ path: '/regress', permission: 'sales.write', statuses: later },
    hint: { en: 'Take it back to an earlier stage.', fr: 'La ramener à une étape antérieure.' },
  },
  snooze: {
    ...{ path: '/snooze', permission: 'sales.write', statuses: openStages },
    hint: { en: 'Let it sleep; its time stands still.', fr: 'La mettre en sommeil ; son temps s’arrête.' },
  },
  record_interaction: {
    ...{ path: '/interactions', permission: 'sales.write', statuses: openStages },
    hint: { en: 'Record a call, a meeting or a reply.', fr: 'Noter un appel, un rendez-vous ou une réponse.' },
  },
  quote: {
    ...{ path: '/quotes', permission: 'sales.write', statuses: ['qualified', 'proposal', 'negotiation'] },
    hint: { en: 'Make a quote.', fr: 'Faire un devis.' },
  },
  close: {
    ...{ path: '/close', permission: 'sales.write', statuses: [...openStages, 'recycled'] },
    hint: {
      en: 'Close it as won or lost, or put it off.',
      fr: 'La clore (gagnée, perdue) ou la remettre à plus tard.',
    },
  },
} as const satisfies Record<
  string,
  { path: string; permission: 'sales.write'; statuses: readonly OpportunityStage[]; hint: Text }
>;
