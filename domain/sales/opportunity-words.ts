/** What a deal says of itself. */
import { approverLadder, nextOnLadder } from '../approvals/authority.ts';
import { roleOrAbove, type Text } from '../orders/wording.ts';
import type { OpportunityFacts } from './opportunity.ts';
import { type Criterion, missingToLeave, type OpportunityStage } from './opportunity-stages.ts';
import { criteriaText, stageNames } from './stage-words.ts';

export type DealWait = 'time' | 'snooze' | 'approval' | 'evidence' | 'next_step';

/** What a deal waits for first. */
export function dealWait(facts: OpportunityFacts): DealWait {
  if (facts.status === 'recycled') return 'time';
  if (facts.snoozedUntil !== null) return 'snooze';
  if (facts.approval !== null) return 'approval';
  return missingOf(facts).length > 0 ? 'evidence' : 'next_step';
}

/** Who may move it: its people, those who may agree to a discount, or nobody while it only waits for an instant. */
export function dealWho(facts: OpportunityFacts): readonly string[] {
  const waits = dealWait(facts);
  if (waits === 'time' || waits === 'snooze') return ['system'];
  if (facts.approval === null) return ['agent'];
  const who: string[] = [];
  for (let role: string | null = facts.approval.approverRole; role !== null; role = nextOnLadder(approverLadder, role))
    who.push(role);
  return who;
}

export function missingOf({ status, evidence }: Pick<OpportunityFacts, 'status' | 'evidence'>): readonly Criterion[] {
  return missingToLeave(status, evidence);
}

export function dealMessage(facts: OpportunityFacts): Text {
  const { id, status, owner } = facts;
  const missing = criteriaText(missingOf(facts));
  const stage = stageNames[status];
  const asked = facts.approval ?? { id: '', approverRole: '' };
  const messages = {
    time: {
      en: `Opportunity ${id} is put off and begins again by itself; it can be closed before.`,
      fr: `L’opportunité ${id} est remise à plus tard et recommence d’elle-même ; elle peut être fermée avant.`,
    },
    snooze: {
      en: `Opportunity ${id} sleeps; its time in the stage “${stage.en}” stands still.`,
      fr: `L’opportunité ${id} dort ; son temps dans l’étape « ${stage.fr} » est arrêté.`,
    },
    approval: {
      en: `Opportunity ${id} waits for approval ${asked.id} of a discount by ${roleOrAbove(asked.approverRole, 'en')}, other than who asked. Without an answer it goes up level by level, then the quote is turned down.`,
      fr: `L’opportunité ${id} attend l’approbation ${asked.id} d’une remise par ${roleOrAbove(asked.approverRole, 'fr')}, et par une autre personne que celle qui l’a demandée. Sans réponse, elle remonte de rang en rang, puis le devis est refusé.`,
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
      fr: 'La fermer (gagnée, perdue) ou la remettre à plus tard.',
    },
  },
} as const satisfies Record<
  string,
  { path: string; permission: 'sales.write'; statuses: readonly OpportunityStage[]; hint: Text }
>;
