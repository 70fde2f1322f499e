/** Why an absence cannot be recorded like this. */
import type { ErrorEntry } from './error-entry.ts';

export const staffErrors = {
  absence_overlaps: {
    status: 409,
    retryable: false,
    en: '{staff} is away within that time already. Send a time that does not overlap it.',
    fr: '{staff} a déjà une absence pendant cette période. Envoyez une période qui ne la chevauche pas.',
  },
  staff_inactive: {
    status: 409,
    retryable: false,
    en: '{staff} is inactive and is given no work. Name somebody else, or take them up again with PUT /v1/staff/{staff}.',
    fr: '{staff} ne fait plus partie des personnes actives et ne reçoit aucun travail. Nommez une autre personne, ou réactivez celle-ci avec PUT /v1/staff/{staff}.',
  },
  delegation_circle: {
    status: 409,
    retryable: false,
    en: 'Nobody would answer in that time: {circle}. Name another delegate.',
    fr: 'Personne ne répondrait pendant ce temps : {circle}. Nommez une autre personne pour le remplacement.',
  },
} as const satisfies Record<string, ErrorEntry>;
