/** What is so of every process of a customer, its cases included, and of tasks. */
import type { ErrorEntry } from './error-entry.ts';

export const processErrors = {
  process_closed: {
    status: 409,
    retryable: false,
    en: '{thing} is {status}: nothing changes it any more. Read it for what came of it, or open a new one.',
    fr: '{thing} est à l’état « {status} » : plus rien n’y change. Lisez ce qu’il en est advenu, ou commencez-en un autre.',
  },
  process_not_in_status: {
    status: 409,
    retryable: false,
    en: '{thing} is {status}; this is possible while it is {possible}. Read its "actions" for what can be done now.',
    fr: '{thing} est à l’état « {status} » ; ceci est possible à l’état {possible}. Lisez « actions » pour ce qui peut être fait.',
  },
  case_cannot_move: {
    status: 409,
    retryable: false,
    en: 'Case {case} is {status} and cannot become {to}. Possible now: {possible}.',
    fr: 'Le dossier {case} est à l’état « {status} » et ne peut pas passer à l’état {to}. Possible maintenant : {possible}.',
  },
  case_window_over: {
    status: 409,
    retryable: false,
    en: 'Case {case} could be reopened until {until}. Open a new case instead.',
    fr: 'Le dossier {case} pouvait être rouvert jusqu’au {until}. Ouvrez plutôt un nouveau dossier.',
  },
  case_cannot_merge: {
    status: 409,
    retryable: false,
    en: 'Case {case} ({status}) cannot be merged into {into}: both must be open, and of the same customer. Read both.',
    fr: 'Le dossier {case} (à l’état « {status} ») ne peut pas être fusionné dans {into} : les deux doivent être ouverts et du même client. Relisez-les.',
  },
  task_of_another: {
    status: 403,
    retryable: false,
    en: 'Task {task} is for {person}. Leave it to them, or ask a supervisor.',
    fr: 'La tâche {task} revient à {person}. Laissez-la-lui ou demandez à un superviseur.',
  },
  task_of_a_step: {
    status: 409,
    retryable: false,
    en: 'Task {task} is a step of claim {claim}: it is done once the claim knows. Say it with POST /v1/claims/{claim}/steps, with the line, the step and the units.',
    fr: 'La tâche {task} est une étape de la réclamation {claim} : elle est faite dès que la réclamation le sait. Dites-le par POST /v1/claims/{claim}/steps, avec la ligne, l’étape et les unités.',
  },
  task_closed: {
    status: 409,
    retryable: false,
    en: 'Task {task} is already {state}. Nothing is left to do on it.',
    fr: 'La tâche {task} est déjà à l’état « {state} ». Il n’y a plus rien à y faire.',
  },
} as const satisfies Record<string, ErrorEntry>;
