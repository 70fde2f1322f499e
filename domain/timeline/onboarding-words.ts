import type { OnboardingStatus } from '../onboarding/onboarding-states.ts';
import type { Text } from '../orders/wording.ts';

/** What can happen to an onboarding. */
export const onboardingWords = {
  'onboarding.opened': { en: 'Onboarding opened', fr: 'Intégration ouverte' },
  'onboarding.created': { en: 'Onboarding waits for its beginning', fr: 'Intégration en attente de départ' },
  'onboarding.kickoff': { en: 'Onboarding: kickoff', fr: 'Intégration : lancement' },
  'onboarding.provisioning': { en: 'Onboarding: set-up', fr: 'Intégration : mise en place' },
  'onboarding.training': { en: 'Onboarding: training', fr: 'Intégration : formation' },
  'onboarding.go_live': { en: 'Onboarding: going live', fr: 'Intégration : mise en service' },
  'onboarding.verification': { en: 'Onboarding: verification', fr: 'Intégration : vérification' },
  'onboarding.completed': { en: 'Onboarding completed', fr: 'Intégration terminée' },
  'onboarding.stalled': { en: 'Onboarding stalled', fr: 'Intégration au point mort' },
  'onboarding.cancelled': { en: 'Onboarding cancelled', fr: 'Intégration annulée' },
  'onboarding.started': { en: 'Onboarding started', fr: 'Intégration commencée' },
  'onboarding.cancel_asked': {
    en: 'Cancelling of the onboarding asked for',
    fr: 'Annulation de l’intégration demandée',
  },
  'onboarding.check_in': { en: 'Check-in due', fr: 'Point de suivi à faire' },
  'onboarding.finished': { en: 'Last task of the onboarding done', fr: 'Dernière tâche de l’intégration faite' },
  'onboarding.activated': { en: 'Customer activated', fr: 'Client activé' },
  'onboarding.reminded': { en: 'Reminded of a task', fr: 'Rappel d’une tâche' },
  'onboarding.sponsor_told': { en: 'Sponsor told that nothing moves', fr: 'Commanditaire prévenu du blocage' },
  'onboarding.task_completed': { en: 'Task of the onboarding done', fr: 'Tâche de l’intégration faite' },
  'onboarding.task_reopened': { en: 'Task of the onboarding reopened', fr: 'Tâche de l’intégration rouverte' },
} as const satisfies Readonly<Record<`onboarding.${OnboardingStatus}`, Text>> & Readonly<Record<string, Text>>;
