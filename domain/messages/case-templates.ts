import type { MessageTemplate } from './template.ts';

/** What a customer is told about a case of theirs. */
export const caseTemplates = {
  case_received: {
    params: { caseId: 'text' },
    en: {
      subject: 'We have your request: case {caseId}',
      text: 'Thank you for writing to us. Your request is case {caseId}, and somebody looks at it.\n\nAnything to add? Reply to this message.',
    },
    fr: {
      subject: 'Nous avons votre demande : dossier {caseId}',
      text: 'Merci de nous avoir écrit. Votre demande porte le numéro de dossier {caseId}, et quelqu’un s’en occupe.\n\nQuelque chose à ajouter ? Répondez à ce message.',
    },
  },
  case_reply: {
    params: { caseId: 'text', messageNo: 'count', caseText: 'looked_up' },
    en: { subject: 'Our answer in case {caseId}', text: 'About case {caseId}:\n\n{caseText}' },
    fr: { subject: 'Notre réponse dans le dossier {caseId}', text: 'Au sujet du dossier {caseId} :\n\n{caseText}' },
  },
  case_reminder: {
    params: { caseId: 'text' },
    en: {
      subject: 'We wait for your answer in case {caseId}',
      text: 'We cannot go on with case {caseId} without your answer to our last message.\n\nReply to this message. If we hear nothing, we take it that the case is resolved.',
    },
    fr: {
      subject: 'Nous attendons votre réponse dans le dossier {caseId}',
      text: 'Sans votre réponse à notre dernier message, nous ne pouvons pas avancer dans le dossier {caseId}.\n\nRépondez à ce message. Sans nouvelles de votre part, nous considérerons le dossier comme résolu.',
    },
  },
  case_resolved: {
    params: { caseId: 'text', until: 'moment' },
    en: {
      subject: 'Case {caseId} is resolved',
      text: 'Case {caseId} is resolved as far as we can see.\n\nIf it is not, reply to this message by {until} and we take it up again.',
    },
    fr: {
      subject: 'Le dossier {caseId} est résolu',
      text: 'Le dossier {caseId} est résolu, pour autant que nous sachions.\n\nSi ce n’est pas le cas, répondez à ce message au plus tard le {until} et nous le reprendrons.',
    },
  },
  case_unanswered: {
    params: { caseId: 'text', until: 'moment' },
    en: {
      subject: 'Case {caseId} is closed without your answer',
      text: 'We have not heard from you in case {caseId}, so we take it that it is resolved.\n\nIf it is not, reply to this message by {until} and we take it up again.',
    },
    fr: {
      subject: 'Le dossier {caseId} se ferme sans réponse de votre part',
      text: 'Sans nouvelles de votre part dans le dossier {caseId}, nous le considérons comme résolu.\n\nSi ce n’est pas le cas, répondez à ce message au plus tard le {until} et nous le reprendrons.',
    },
  },
  case_satisfaction: {
    params: { caseId: 'text' },
    en: {
      subject: 'How did we do in case {caseId}?',
      text: 'Case {caseId} is closed. Would you recommend us to a friend?\n\nReply with a number from 0 (certainly not) to 10 (certainly), and with a word on why.',
    },
    fr: {
      subject: 'Que pensez-vous de nos réponses dans le dossier {caseId} ?',
      text: 'Le dossier {caseId} est fermé. Nous recommanderiez-vous à un proche ?\n\nRépondez par un nombre de 0 (sûrement pas) à 10 (certainement), avec un mot d’explication.',
    },
  },
} as const satisfies Record<string, MessageTemplate>;
