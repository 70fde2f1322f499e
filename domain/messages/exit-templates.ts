import type { MessageTemplate } from './template.ts';

/** What a customer is told who leaves, and one who has to leave. */
export const exitTemplates = {
  exit_requested: {
    params: { exit: 'text' },
    en: {
      subject: 'Your request to leave: {exit}',
      text: 'We have your request to leave us; its number is {exit}.\n\nUntil your notice ends you can take it back at any time: just reply to this message. New orders wait for one of us meanwhile.',
    },
    fr: {
      subject: 'Votre demande de départ : {exit}',
      text: 'Nous avons bien reçu votre demande de départ ; son numéro est {exit}.\n\nJusqu’à la fin de votre préavis, vous pouvez l’annuler à tout moment : répondez simplement à ce message. Entre-temps, une personne de notre équipe examine toute nouvelle commande.',
    },
  },
  exit_for_non_payment: {
    params: { exit: 'text' },
    en: {
      subject: 'We end our business relationship: {exit}',
      text: 'As invoices have stayed unpaid, we end our business relationship with you. The number of this is {exit}.\n\nIf you pay what is open before the notice ends, reply to this message: we can take it back.',
    },
    fr: {
      subject: 'Nous mettons fin à notre relation commerciale : {exit}',
      text: 'Des factures étant restées impayées, nous mettons fin à notre relation commerciale. Le numéro de ce dossier est {exit}.\n\nSi vous réglez ce qui est dû avant la fin du préavis, répondez à ce message : nous pouvons revenir sur cette décision.',
    },
  },
  exit_for_fraud: {
    params: { exit: 'text' },
    en: {
      subject: 'Your account is being closed: {exit}',
      text: 'We close your account because of activity that breaks our terms. The number of this is {exit}.\n\nIf you think that this is a mistake, reply to this message and a person looks at it.',
    },
    fr: {
      subject: 'Votre compte est en cours de clôture : {exit}',
      text: 'Nous clôturons votre compte en raison d’activités contraires à nos conditions. Le numéro de ce dossier est {exit}.\n\nSi vous pensez qu’il s’agit d’une erreur, répondez à ce message et une personne l’examinera.',
    },
  },
  exit_for_death: {
    params: { exit: 'text' },
    greeting: 'estate',
    en: {
      subject: 'Our condolences, and what happens now: {exit}',
      text: 'We have learned of the death of our customer and offer our condolences. We close the account; the number of this is {exit}.\n\nYou have nothing to do. A statement of what is open follows; whoever settles the estate can reply to this message.',
    },
    fr: {
      subject: 'Nos condoléances, et la suite : {exit}',
      text: 'Nous avons appris le décès de la personne titulaire de ce compte et vous présentons nos condoléances. Nous clôturons le compte ; le numéro de ce dossier est {exit}.\n\nVous n’avez rien à faire. Un relevé de ce qui reste à régler suivra ; la personne chargée de la succession peut répondre à ce message.',
    },
  },
  exit_notice_estate: {
    params: { exit: 'text', lastDay: 'date' },
    greeting: 'estate',
    en: {
      subject: 'The account is settled from {lastDay} on: {exit}',
      text: 'Up to and including {lastDay} the closing of the account, {exit}, can still be stopped: reply to this message if we were told wrongly.\n\nAfterwards we settle what is open and send a statement.',
    },
    fr: {
      subject: 'Règlement du compte après le {lastDay} : {exit}',
      text: 'La clôture du compte, {exit}, peut encore être arrêtée jusqu’au {lastDay} inclus : répondez à ce message si nous avons été mal informés.\n\nEnsuite, nous réglons ce qui reste dû et envoyons un relevé.',
    },
  },
  exit_settled_estate: {
    params: { exit: 'text', balances: 'count' },
    greeting: 'estate',
    en: {
      subject: 'The account is settled: {exit}',
      text: '{balances, plural, =0 {Nothing is open on the account.} other {What was open on the account is netted; the statement says what is left to pay, and who pays it.}}\n\nThe statement follows at once.',
    },
    fr: {
      subject: 'Compte réglé : {exit}',
      text: '{balances, plural, =0 {Il ne reste rien à régler sur le compte.} other {Ce qui restait à régler sur le compte est compensé ; le relevé indique ce qui reste à payer, et par qui.}}\n\nLe relevé suit aussitôt.',
    },
  },
  exit_documents_estate: {
    params: { exit: 'text', until: 'day' },
    greeting: 'estate',
    en: {
      subject: 'The statement of the account: {exit}',
      text: 'The statement of {exit} and the data that belong to the account are ready; whoever settles the estate can ask us for them by replying to this message.\n\nPlease check and confirm them. If we hear nothing by {until}, we take them as confirmed.',
    },
    fr: {
      subject: 'Le relevé du compte : {exit}',
      text: 'Le relevé de {exit} et les données liées au compte sont prêts ; la personne chargée de la succession peut les demander en répondant à ce message.\n\nMerci de les vérifier et de les confirmer. Sans nouvelles d’ici au {until}, nous les considérons comme confirmés.',
    },
  },
  exit_closed_estate: {
    params: { exit: 'text', until: 'day' },
    greeting: 'estate',
    en: {
      subject: 'The account is closed: {exit}',
      text: 'The account is closed. By {until} we erase what we know about its holder; what the law makes us keep, we keep without a name.',
    },
    fr: {
      subject: 'Compte clôturé : {exit}',
      text: 'Le compte est clôturé. D’ici au {until}, nous effaçons ce que nous savons de la personne titulaire ; ce que la loi nous oblige à conserver, nous le conservons sans nom.',
    },
  },
  exit_for_insolvency: {
    params: { exit: 'text' },
    en: {
      subject: 'Closing the account in the insolvency: {exit}',
      text: 'Because of the insolvency proceedings we close the account; the number of this is {exit}.\n\nA statement of what is open follows for the administrator, who can reply to this message.',
    },
    fr: {
      subject: 'Clôture du compte dans la procédure d’insolvabilité : {exit}',
      text: 'En raison de la procédure d’insolvabilité, nous clôturons le compte ; le numéro de ce dossier est {exit}.\n\nUn relevé de ce qui reste à régler suivra pour la personne chargée de la procédure, qui peut répondre à ce message.',
    },
  },
  exit_offer: {
    params: { exit: 'text', kind: 'text', amount: 'money', currency: 'text', until: 'moment' },
    en: {
      subject: 'Before you leave: our offer on {exit}',
      text: 'We would be glad if you stayed. {kind, select, credit {We offer you a credit of {amount}.} discount {We offer you discounts worth up to {amount}.} other {We offer you a call with somebody who can put right what went wrong.}}\n\nReply to this message by {until} if you accept it; otherwise your request goes on.',
    },
    fr: {
      subject: 'Avant votre départ : notre offre pour {exit}',
      text: 'Nous serions heureux que vous restiez. {kind, select, credit {Nous vous offrons un crédit de {amount}.} discount {Nous vous offrons des remises d’une valeur allant jusqu’à {amount}.} other {Nous vous proposons un appel avec une personne qui peut arranger ce qui n’a pas été.}}\n\nRépondez à ce message au plus tard le {until} si vous l’acceptez ; sinon votre demande suit son cours.',
    },
  },
  exit_retained: {
    params: { exit: 'text' },
    en: {
      subject: 'You stay: {exit} is closed',
      text: 'We are glad that you stay. Your request {exit} is closed, and you get what we offered.',
    },
    fr: {
      subject: 'Vous restez : la demande {exit} est fermée',
      text: 'Nous sommes heureux que vous restiez. Votre demande {exit} est fermée, et vous recevez ce que nous vous avons offert.',
    },
  },
  exit_notice: {
    params: { exit: 'text', lastDay: 'date', timeZone: 'text' },
    en: {
      subject: 'Your notice ends on {lastDay}: {exit}',
      text: 'The last day of the notice of {exit} is {lastDay}. Until its end this can be taken back: reply to this message.\n\nAfterwards we settle what is open and send you a statement and your data.',
    },
    fr: {
      subject: 'Votre préavis se termine le {lastDay} : {exit}',
      text: 'Le dernier jour du préavis de {exit} est le {lastDay}. Jusqu’à la fin de ce jour, le départ peut être annulé : répondez à ce message.\n\nEnsuite, nous réglons ce qui reste dû et vous envoyons un relevé et vos données.',
    },
  },
  exit_notice_by_us: {
    params: { exit: 'text', lastDay: 'date' },
    en: {
      subject: 'The notice ends on {lastDay}: {exit}',
      text: 'The last day of the notice of {exit} is {lastDay}.\n\nAfterwards we settle what is open and send a statement, with the data that we hold.',
    },
    fr: {
      subject: 'Le préavis se termine le {lastDay} : {exit}',
      text: 'Le dernier jour du préavis de {exit} est le {lastDay}.\n\nEnsuite, nous réglons ce qui reste dû et envoyons un relevé, avec les données que nous détenons.',
    },
  },
  exit_rescinded: {
    params: { exit: 'text' },
    en: {
      subject: 'Taken back: {exit}',
      text: '{exit} is taken back. Everything stays as it was, and you can order as before.',
    },
    fr: {
      subject: 'Départ annulé : {exit}',
      text: 'Le départ {exit} est annulé. Rien ne change, et vous pouvez commander comme auparavant.',
    },
  },
  exit_settled: {
    params: { exit: 'text', balances: 'count' },
    en: {
      subject: 'Settled: {exit}',
      text: '{balances, plural, =0 {Nothing is open between us.} other {What was open between us is netted; the statement says what is left to pay, and who pays it.}}\n\nThe statement and your data follow at once.',
    },
    fr: {
      subject: 'Réglé : {exit}',
      text: '{balances, plural, =0 {Il ne reste rien à régler entre nous.} other {Ce qui restait à régler entre nous est compensé ; le relevé indique ce qui reste à payer, et par qui.}}\n\nLe relevé et vos données suivent aussitôt.',
    },
  },
  exit_documents: {
    params: { exit: 'text', until: 'day' },
    en: {
      subject: 'Your statement and your data: {exit}',
      text: 'The statement of {exit} and everything we hold about you are ready; ask us for them by replying to this message.\n\nPlease check and confirm them. If we hear nothing by {until}, we take them as confirmed.',
    },
    fr: {
      subject: 'Votre relevé et vos données : {exit}',
      text: 'Le relevé de {exit} et tout ce que nous détenons à votre sujet sont prêts ; demandez-les en répondant à ce message.\n\nMerci de les vérifier et de les confirmer. Sans nouvelles de vous d’ici au {until}, nous les considérons comme confirmés.',
    },
  },
  exit_confirmed: {
    params: { exit: 'text', until: 'day' },
    en: {
      subject: 'Goodbye: {exit}',
      text: 'You have left us, and we thank you for your time with us. By {until} we erase what we know about you; what the law makes us keep, we keep without your name.\n\nShould you want to come back before, reply to this message.',
    },
    fr: {
      subject: 'Au revoir : {exit}',
      text: 'Vous nous avez quittés, et nous vous remercions du temps passé avec nous. D’ici au {until}, nous effaçons ce que nous savons de vous ; ce que la loi nous oblige à conserver, nous le conservons sans votre nom.\n\nSi vous souhaitez revenir avant, répondez à ce message.',
    },
  },
  exit_closed: {
    params: { exit: 'text', until: 'day' },
    en: {
      subject: 'The account is closed: {exit}',
      text: 'The account is closed. By {until} we erase what we know about its holder; what the law makes us keep, we keep without a name.',
    },
    fr: {
      subject: 'Compte clôturé : {exit}',
      text: 'Le compte est clôturé. D’ici au {until}, nous effaçons ce que nous savons de la personne titulaire ; ce que la loi nous oblige à conserver, nous le conservons sans nom.',
    },
  },
  exit_win_back: {
    params: { exit: 'text' },
    en: {
      subject: 'Good to have you back',
      text: 'You are welcome again. We have stopped what {exit} had begun, and somebody gets in touch with you.\n\nYou can take back your consent at any time by replying to this message.',
    },
    fr: {
      subject: 'Au plaisir de vous retrouver',
      text: 'Nous vous accueillons de nouveau avec plaisir. Nous avons arrêté ce que {exit} avait commencé, et quelqu’un vous contactera.\n\nVous pouvez retirer votre consentement à tout moment en répondant à ce message.',
    },
  },
} as const satisfies Record<string, MessageTemplate>;
