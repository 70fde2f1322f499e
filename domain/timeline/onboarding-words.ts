import type { OnboardingStatus } from '../onboarding/onboarding-states.ts';
import type { Text } from '../orders/wording.ts';

/** What can happen to an onboarding. */
export const onboardingWords = {
  'onboarding.opened': { en: 'Onboarding opened', fr: 'Accueil ouvert' },
  'onboarding.created': { en: 'Onboarding waits for its beginning', fr: 'Accueil qui n’a pas encore commencé' },
  'onboarding.kickoff': { en: 'Onboarding: kickoff', fr: 'Accueil : lancement' },
  'onboarding.provisioning': { en: 'Onboarding: set-up', fr: 'Accueil : mise en place' },
  'onboarding.training': { en: 'Onboarding: training', fr: 'Accueil : formation' },
  'onboarding.go_live': { en: 'Onboarding: going live', fr: 'Accueil : mise en service' },
  'onboarding.verification': { en: 'Onboarding: verification', fr: 'Accueil : vérification' },
  'onboarding.completed': { en: 'Onboarding completed', fr: 'Accueil terminé' },
  'onboarding.stalled': { en: 'Onboarding stalled', fr: 'Accueil à l’arrêt' },
  'onboarding.cancelled': { en: 'Onboarding cancelled', fr: 'Accueil annulé' },
  'onboarding.assigned': { en: 'Onboarding given to somebody', fr: 'Accueil attribué' },
  'onboarding.started': { en: 'Onboarding started', fr: 'Accueil commencé' },
  'onboarding.cancel_asked': {
    en: 'Cancelling of the onboarding asked for',
    fr: 'Annulation de l’accueil demandée',
  },
  'onboarding.check_in': { en: 'Check-in due', fr: 'Point de suivi à faire' },
  'onboarding.finished': { en: 'Last task of the onboarding done', fr: 'Dernière tâche de l’accueil faite' },
  'onboarding.activated': { en: 'Customer activated', fr: 'Client activé' },
  'onboarding.reminded': { en: 'Reminded of a task', fr: 'Rappel d’une tâche' },
  'onboarding.sponsor_told': { en: 'Sponsor told that nothing moves', fr: 'Commanditaire prévenu du blocage' },
  'onboarding.task_completed': { en: 'Task of the onboarding done', fr: 'Tâche de l’accueil faite' },
  'onboarding.task_reopened': { en: 'Task of the onboarding reopened', fr: 'Tâche de l’accueil rouverte' },
} as const satisfies Readonly<Record<`onboarding.${OnboardingStatus}`, Text>> & Readonly<Record<string, Text>>;
