/** Why an onboarding, its template or its tasks cannot go on like this. */
import type { ErrorEntry } from './error-entry.ts';

export const onboardingErrors = {
  customer_leaving: {
    status: 409,
    retryable: false,
    en: 'Customer {customer} is {lifecycle}, so onboarding {onboarding} goes no further; it is being cancelled. If they stay, open a new one.',
    fr: 'Le client {customer} est à l’état « {lifecycle} » : l’accueil {onboarding} s’arrête là et va être annulé. S’il reste, ouvrez-en un nouveau.',
  },
  template_cycle: {
    status: 422,
    retryable: false,
    en: 'These tasks wait for each other in a circle: {cycle}. Take one of these dependencies away.',
    fr: 'Ces tâches s’attendent en rond : {cycle}. Retirez l’une de ces dépendances.',
  },
  task_blocked: {
    status: 409,
    retryable: false,
    en: 'Task {task} of {onboarding} waits for {open}. Complete that first.',
    fr: 'La tâche {task} de {onboarding} attend {open}. Terminez d’abord cela.',
  },
  task_done_before: {
    status: 409,
    retryable: false,
    en: 'Task {task} of {onboarding} is done. Reopen it if that did not hold.',
    fr: 'La tâche {task} de {onboarding} est faite. Rouvrez-la si cela ne tient pas.',
  },
  task_not_done: {
    status: 409,
    retryable: false,
    en: 'Task {task} of {onboarding} is not done, so there is nothing to reopen. Read the onboarding.',
    fr: 'La tâche {task} de {onboarding} n’est pas faite : rien à rouvrir. Relisez l’accueil.',
  },
  task_evidence_missing: {
    status: 422,
    retryable: false,
    en: 'Task {task} is done only with evidence ({kind}). Send it as `evidence`.',
    fr: 'La tâche {task} exige une preuve ({kind}). Envoyez-la dans `evidence`.',
  },
  task_evidence_wrong: {
    status: 422,
    retryable: false,
    en: 'The evidence of task {task} must be a {kind}: a date is 2026-06-24, a file a name with an ending or an address.',
    fr: 'La preuve de la tâche {task} doit être de type {kind} : une date s’écrit 2026-06-24, un fichier est un nom avec extension ou une adresse.',
  },
} as const satisfies Record<string, ErrorEntry>;
