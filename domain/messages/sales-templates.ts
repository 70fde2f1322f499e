import type { MessageTemplate } from './template.ts';

/** What a prospect is told, with consent and never more often than the frequency cap lets through. */
export const salesTemplates = {
  cadence_intro: {
    params: { owner: 'text' },
    en: {
      subject: 'May we introduce ourselves?',
      text: 'We would like to show you how orders, deliveries and returns can run without surprises.\n\nReply to this message and {owner} calls you back. If you would rather not hear from us, reply “no” and we stop.',
    },
    fr: {
      subject: 'Pouvons-nous nous présenter ?',
      text: 'Nous aimerions vous montrer comment commandes, livraisons et retours peuvent se dérouler sans surprise.\n\nRépondez à ce message et {owner} vous rappelle. Si vous préférez ne plus nous lire, répondez « non » et nous arrêtons.',
    },
  },
  cadence_follow_up: {
    params: { owner: 'text' },
    en: {
      subject: 'Shall we talk for ten minutes?',
      text: 'We wrote to you some days ago and would still like to hear what you need.\n\nReply with a time that suits you and {owner} calls. If now is not the moment, reply “no” and we stop.',
    },
    fr: {
      subject: 'Dix minutes pour en parler ?',
      text: 'Nous vous avons écrit il y a quelques jours et aimerions toujours connaître vos besoins.\n\nRépondez avec un moment qui vous convient et {owner} vous appelle. Si ce n’est pas le moment, répondez « non » et nous arrêtons.',
    },
  },
  cadence_last: {
    params: { owner: 'text' },
    en: {
      subject: 'Our last message for now',
      text: 'We do not want to fill your inbox: this is our last message for now.\n\nWhenever you would like to talk, reply and {owner} gets back to you. If you would rather not hear from us at all, reply “no” and we stop.',
    },
    fr: {
      subject: 'Notre dernier message pour le moment',
      text: 'Nous ne voulons pas encombrer votre boîte : ceci est notre dernier message pour le moment.\n\nDès que vous souhaiterez en parler, répondez et {owner} reviendra vers vous. Si vous préférez ne plus du tout nous lire, répondez « non » et nous arrêtons.',
    },
  },
} as const satisfies Record<string, MessageTemplate>;
