import type { MessageTemplate } from './template.ts';

/** What a customer who is being onboarded is told, and their sponsor. */
export const onboardingTemplates = {
  onboarding_welcome: {
    params: { onboarding: 'text' },
    en: {
      subject: 'Welcome: we start together ({onboarding})',
      text: 'Welcome, and thank you for choosing us. From now on we get everything ready together; it is called onboarding {onboarding}.\n\nWe write to you when it is your turn for something.',
    },
    fr: {
      subject: 'Bienvenue : nous commençons ensemble ({onboarding})',
      text: 'Bienvenue, et merci de nous avoir choisis. Nous préparons maintenant tout ensemble ; cet accueil porte le numéro {onboarding}.\n\nNous vous écrivons dès que quelque chose dépend de vous.',
    },
  },
  onboarding_todo: {
    params: { onboarding: 'text', tasks: 'todos' },
    en: {
      subject: 'Your turn in onboarding {onboarding}',
      text: 'To go on with your onboarding, we need from you:\n\n{tasks}\n\nReply to this message when it is done, or if something is in the way.',
    },
    fr: {
      subject: 'À vous de jouer : accueil {onboarding}',
      text: 'Pour poursuivre votre accueil, voici ce dont nous avons besoin de votre part :\n\n{tasks}\n\nRépondez à ce message quand c’est fait, ou si quelque chose vous arrête.',
    },
  },
  onboarding_reminder: {
    params: { onboarding: 'text', task: 'bilingual', dueAt: 'day' },
    en: {
      subject: 'A reminder: {task} ({onboarding})',
      text: 'This was due on {dueAt}, and your onboarding {onboarding} waits for it:\n\n- {task}\n\nIs something in the way? Reply to this message and we help.',
    },
    fr: {
      subject: 'Rappel : {task} ({onboarding})',
      text: 'Ceci était prévu pour le {dueAt}, et votre accueil {onboarding} attend ceci :\n\n- {task}\n\nQuelque chose vous arrête ? Répondez à ce message et nous vous aidons.',
    },
  },
  onboarding_stalled: {
    params: { onboarding: 'text', days: 'count' },
    en: {
      subject: 'Onboarding {onboarding} stands still',
      text: 'You are named as the sponsor of onboarding {onboarding}. We have heard nothing from your side for {days, plural, one {# day} other {# days}}, so it stands still.\n\nCould you see to it that it goes on, or tell us what has changed?',
    },
    fr: {
      subject: 'L’accueil {onboarding} est à l’arrêt',
      text: 'Vous êtes responsable de l’accueil {onboarding} de votre côté. Nous n’avons aucune nouvelle de votre équipe depuis {days, plural, one {# jour} other {# jours}} : il est donc à l’arrêt.\n\nPouvez-vous faire en sorte qu’il reprenne, ou nous dire ce qui a changé ?',
    },
  },
  onboarding_completed: {
    params: { onboarding: 'text' },
    en: {
      subject: 'Everything is ready: onboarding {onboarding} is complete',
      text: 'All is set up and your first order is delivered: onboarding {onboarding} is complete.\n\nWe ask you in a month how it goes. Until then, we are a reply away.',
    },
    fr: {
      subject: 'Tout est prêt : l’accueil {onboarding} est terminé',
      text: 'Tout est en place et votre première commande est livrée : l’accueil {onboarding} est terminé.\n\nNous prendrons de vos nouvelles dans un mois. D’ici là, une réponse suffit pour nous joindre.',
    },
  },
  onboarding_check_in: {
    params: { onboarding: 'text', days: 'count' },
    en: {
      subject: 'How is it going after {days, plural, one {# day} other {# days}}?',
      text: 'It is {days, plural, one {# day} other {# days}} since your onboarding {onboarding} was completed. Does everything work as it should? Is anything missing?\n\nA few words in reply are enough.',
    },
    fr: {
      subject: 'Comment cela se passe-t-il après {days, plural, one {# jour} other {# jours}} ?',
      text: 'Votre accueil {onboarding} est terminé depuis {days, plural, one {# jour} other {# jours}}. Tout fonctionne-t-il comme il faut ? Manque-t-il quelque chose ?\n\nQuelques mots en réponse suffisent.',
    },
  },
} as const satisfies Record<string, MessageTemplate>;
