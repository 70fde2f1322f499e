/** What an enrolment says of itself. */
import type { Text } from '../orders/wording.ts';
import type { EnrolmentFacts } from './cadence.ts';

export function enrolmentMessage({ id, nextStep, steps }: EnrolmentFacts): Text {
  const no = nextStep + 1;
  return {
    en: `Enrolment ${id} waits for the time of touch ${no} of ${steps.length}; an answer of the prospect stops it.`,
    fr: `L’inscription ${id} attend le moment du contact ${no} sur ${steps.length} ; une réponse du prospect l’arrête.`,
  };
}

export const stopHint: Text = {
  en: 'Stop it: nothing more is sent to this prospect by this cadence.',
  fr: 'L’arrêter : cette cadence n’envoie plus rien à ce prospect.',
};
