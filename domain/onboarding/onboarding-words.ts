/** What an onboarding says of itself. */
import { fill } from '../errors/error-codes.ts';
import type { Text } from '../orders/wording.ts';
import { isAllDone, type OnboardingFacts, openSince } from './onboarding.ts';
import type { OnboardingStatus } from './onboarding-states.ts';

type OpenStatus = Exclude<OnboardingStatus, 'completed' | 'cancelled'>;

const onboardingStatusNames = {
  created: { en: 'created', fr: 'créé' },
  kickoff: { en: 'kick-off', fr: 'lancement' },
  provisioning: { en: 'provisioning', fr: 'mise en place' },
  training: { en: 'training', fr: 'formation' },
  go_live: { en: 'going live', fr: 'démarrage' },
  verification: { en: 'verification', fr: 'vérification' },
  stalled: { en: 'stalled', fr: 'à l’arrêt' },
  completed: { en: 'completed', fr: 'terminé' },
  cancelled: { en: 'cancelled', fr: 'annulé' },
} as const satisfies Record<OnboardingStatus, Text>;

const waits = {
  start: {
    who: ['system'],
    message: {
      en: 'Onboarding {id} is created and begins on its day.',
      fr: 'L’accueil {id} est créé et commencera au jour prévu.',
    },
  },
  our_tasks: {
    who: ['agent', 'supervisor'],
    message: {
      en: 'Onboarding {id} ({status}) waits for us: {tasks}.',
      fr: 'L’accueil {id} ({status}) nous attend : {tasks}.',
    },
  },
  customer_tasks: {
    who: ['customer'],
    message: {
      en: 'Onboarding {id} ({status}) waits for the customer: {tasks}.',
      fr: 'L’accueil {id} ({status}) attend le client : {tasks}.',
    },
  },
  both: {
    who: ['customer', 'agent', 'supervisor'],
    message: {
      en: 'Onboarding {id} ({status}) waits for the customer and for us: {tasks}.',
      fr: 'L’accueil {id} ({status}) attend le client et nous-mêmes : {tasks}.',
    },
  },
  first_order: {
    who: ['customer'],
    message: {
      en: 'All tasks of onboarding {id} are done; it ends when the customer’s first order is delivered.',
      fr: 'Toutes les tâches de l’accueil {id} sont faites ; il se terminera à la livraison de la première commande du client.',
    },
  },
  sign_of_life: {
    who: ['customer', 'agent', 'supervisor'],
    message: {
      en: 'Onboarding {id} is stalled: the customer gave no sign. Their sponsor is told; whatever they do lets it go on.',
      fr: 'L’accueil {id} est à l’arrêt : le client ne donne pas signe de vie. Son responsable est prévenu ; tout signe de sa part le relance.',
    },
  },
} as const satisfies Record<string, { who: readonly string[]; message: Text }>;

/** What an open one waits for, in words. */
export function onboardingWait(facts: OnboardingFacts) {
  const reason = waitsFor(facts);
  const ready = facts.tasks.filter((task) => openSince(facts, task) !== null);
  const { who, message } = waits[reason];
  const written = (locale: keyof Text) =>
    fill(message[locale], {
      id: facts.id,
      status: onboardingStatusNames[facts.status][locale],
      tasks: ready.map(({ title }) => title[locale]).join(', '),
    });
  return { for: reason, who, message: { en: written('en'), fr: written('fr') } };
}

function waitsFor(facts: OnboardingFacts): keyof typeof waits {
  if (facts.status === 'created') return 'start';
  if (facts.status === 'stalled') return 'sign_of_life';
  if (isAllDone(facts)) return 'first_order';
  const sides = new Set(facts.tasks.filter((task) => openSince(facts, task) !== null).map(({ side }) => side));
  if (sides.size === 2) return 'both';
  return sides.has('us') ? 'our_tasks' : 'customer_tasks';
}

export const runningStatuses = [
  ...(['kickoff', 'provisioning', 'training', 'go_live', 'verification', 'stalled'] as const),
] satisfies readonly OpenStatus[];

export const onboardingHints = {
  complete: {
    en: 'Say that this task is done, with the evidence it asks for.',
    fr: 'Indiquez que cette tâche est faite, avec la preuve demandée.',
  },
  reopen: {
    en: 'It did not hold: open it again, and with it whatever came after.',
    fr: 'Cela n’a pas tenu : rouvrez-la, et avec elle tout ce qui a suivi.',
  },
  assign: {
    en: 'Give it to somebody else, with what its owner was asked to do.',
    fr: 'Confiez-le à quelqu’un d’autre, avec ce qui était demandé à la personne qui le suivait.',
  },
  cancel: {
    en: 'End it unfinished; say why. The customer stays a customer.',
    fr: 'Arrêtez-le avant la fin en disant pourquoi. Le client reste client.',
  },
} as const satisfies Record<string, Text>;
