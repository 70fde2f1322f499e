/** What a case says of itself. */
import type { Text } from '../orders/wording.ts';
import type { CaseFacts } from './case.ts';
import type { CaseStatus } from './case-states.ts';

type OpenStatus = Exclude<CaseStatus, 'closed' | 'merged' | 'spam'>;

const messages = {
  new: {
    en: 'Case {id} waits for somebody to say what it is about and how urgent it is.',
    fr: 'Le dossier {id} attend que quelqu’un en précise l’objet et l’urgence.',
  },
  triaged: {
    en: 'Case {id} is sorted and waits for somebody to begin.',
    fr: 'Le dossier {id} est trié et attend que quelqu’un s’en charge.',
  },
  in_progress: {
    en: 'Case {id} waits for us: answer the customer, or resolve it.',
    fr: 'Le dossier {id} nous attend : répondez au client ou résolvez-le.',
  },
  waiting_customer: {
    en: 'Case {id} waits for the customer, who is reminded; without an answer it counts as resolved.',
    fr: 'Le dossier {id} attend le client, qui reçoit des rappels ; sans réponse il sera considéré comme résolu.',
  },
  waiting_third_party: {
    en: 'Case {id} waits for somebody else than the customer and us.',
    fr: 'Le dossier {id} attend un tiers.',
  },
  resolved: {
    en: 'Case {id} is resolved and will be closed; until then an answer of the customer reopens it.',
    fr: 'Le dossier {id} est résolu et sera fermé ; d’ici là, une réponse du client le rouvre.',
  },
} as const satisfies Record<OpenStatus, Text>;

const waitsFor = {
  new: 'triage',
  triaged: 'start',
  in_progress: 'work',
  waiting_customer: 'customer',
  waiting_third_party: 'third_party',
  resolved: 'closing',
} as const satisfies Record<OpenStatus, string>;

const movers = {
  new: ['agent', 'supervisor'],
  triaged: ['agent', 'supervisor'],
  in_progress: ['agent', 'supervisor'],
  waiting_customer: ['customer', 'system', 'agent'],
  waiting_third_party: ['agent', 'supervisor'],
  resolved: ['customer', 'system', 'agent'],
} as const satisfies Record<OpenStatus, readonly string[]>;

/** Null for a case that waits for nothing any more. */
export function caseWait({ id, status }: Pick<CaseFacts, 'id' | 'status'>) {
  if (status === 'closed' || status === 'merged' || status === 'spam') return null;
  const { en, fr } = messages[status];
  const message = { en: en.replace('{id}', id), fr: fr.replace('{id}', id) };
  return { for: waitsFor[status], who: movers[status], message };
}

export const caseHints = {
  message: {
    en: 'Write to the customer, note something, or take in what they wrote by any channel.',
    fr: 'Écrivez au client, notez quelque chose, ou enregistrez ce qu’il a écrit par quelque canal que ce soit.',
  },
  move: {
    en: 'Move it to another status; waiting for somebody needs a reason.',
    fr: 'Changez son statut ; attendre quelqu’un demande un motif.',
  },
  reopen: {
    en: 'Move it back to in_progress: resolution counts on, and the customer is owed an answer.',
    fr: 'Remettez-le en in_progress : le délai de résolution reprend et une réponse est due au client.',
  },
  prioritise: {
    en: 'Change its priority or service level; time used up stays used up.',
    fr: 'Changez sa priorité ou son niveau de service ; le temps écoulé reste compté.',
  },
  assign: {
    en: 'Give it to a person, or to whoever of the team is next.',
    fr: 'Confiez-le à une personne, ou à la prochaine de l’équipe.',
  },
  merge: {
    en: 'Merge it into another open case of the same customer, which lives on.',
    fr: 'Fusionnez-le dans un autre dossier ouvert du même client, qui continue.',
  },
} as const satisfies Record<string, Text>;
