/** Who may do this, and who may decide it. */
import type { ErrorEntry } from './error-entry.ts';

export const accessErrors = {
  unauthenticated: {
    status: 401,
    retryable: false,
    en: 'Send a valid API key as "Authorization: Bearer …". Ask an administrator for one.',
    fr: 'Envoyez une clé API valide dans « Authorization: Bearer … ». Demandez-en une à un administrateur.',
  },
  forbidden: {
    status: 403,
    retryable: false,
    en: 'The role {role} may not do this. Ask someone with one of the roles: {needed}.',
    fr: 'Le rôle « {role} » ne peut pas faire cela. Demandez à quelqu’un ayant l’un de ces rôles : {needed}.',
  },
  requester_cannot_decide: {
    status: 403,
    retryable: false,
    en: '{approval} was requested by you, so someone else must decide it.',
    fr: 'Vous avez demandé {approval} ; une autre personne doit en décider.',
  },
  above_authority: {
    status: 403,
    retryable: false,
    en: '{amount} is above what the role {role} may approve ({limit}). Ask someone with one of the roles: {needed}.',
    fr: '{amount} dépasse ce que le rôle « {role} » peut approuver ({limit}). Demandez à quelqu’un ayant l’un de ces rôles : {needed}.',
  },
  not_asked: {
    status: 403,
    retryable: false,
    en: '{approval} is asked of {asked} now, whatever your limit. Leave it to them, or try again when it has passed to you.',
    fr: '{approval} est demandée en ce moment à {asked}, quelle que soit votre limite. Laissez-leur la décision, ou réessayez quand elle vous sera demandée.',
  },
  approval_closed: {
    status: 409,
    retryable: false,
    en: '{approval} is already {state}; there is nothing to decide on it any more. Read what it was about for what came of it.',
    fr: '{approval} est déjà à l’état « {state} » ; il n’y a plus rien à décider. Lisez ce qu’elle concernait pour en connaître la suite.',
  },
  actor_in_other_case: {
    status: 409,
    retryable: false,
    en: '{person} is known as {staff}. One person has one name, or they could approve what they asked for. Use {staff}, or a name that differs by more than capital letters.',
    fr: '{person} figure déjà sous le nom {staff}. Une personne a un seul nom, sinon elle pourrait approuver ses propres demandes. Utilisez {staff}, ou un nom qui diffère par plus que des majuscules.',
  },
  staff_has_left: {
    status: 409,
    retryable: false,
    en: '{person} has left the staff, so there is no key for them. Put them back on the staff first (active), or use another name.',
    fr: '{person} a quitté l’équipe ; il n’y a donc pas de clé à ce nom. Remettez d’abord cette personne dans l’équipe (active), ou utilisez un autre nom.',
  },
  digest_mismatch: {
    status: 409,
    retryable: false,
    en: 'What {approval} shows has changed since you read it. Read it again and decide on that.',
    fr: 'Ce que montre {approval} a changé depuis votre lecture. Relisez et décidez sur cette base.',
  },
} as const satisfies Record<string, ErrorEntry>;
