/** Why a version of a decision table cannot be proposed or put in force. */
import type { ErrorEntry } from './error-entry.ts';

export const tableErrors = {
  unknown_table: {
    status: 404,
    retryable: false,
    en: 'There is no decision table {table}. It is one of {tables}: send it to that one.',
    fr: 'La table de décision {table} n’existe pas. Utilisez l’une de celles-ci : {tables}.',
  },
  table_not_sound: {
    status: 422,
    retryable: false,
    en: 'The table cannot be used: {problems} Correct it and send it again.',
    fr: 'La table est inutilisable : {problems} Corrigez-la et renvoyez-la.',
  },
  table_in_force: {
    status: 409,
    retryable: false,
    en: 'Version {version} of {table} was activated before; a version never changes. Write a new one.',
    fr: 'La version {version} de {table} a déjà été activée ; une version ne change jamais. Écrivez-en une nouvelle.',
  },
  effective_in_past: {
    status: 422,
    retryable: false,
    en: 'A version takes effect now or later: what was submitted before was decided by the older one.',
    fr: 'Une version prend effet maintenant ou plus tard : ce qui a été soumis avant relève de l’ancienne.',
  },
} as const satisfies Record<string, ErrorEntry>;
