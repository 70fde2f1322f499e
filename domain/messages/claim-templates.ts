import type { MessageTemplate } from './template.ts';

/** What a customer is told about a claim and about goods that come back. */
export const claimTemplates = {
  claim_received: {
    params: { claim: 'text', order: 'text' },
    en: {
      subject: 'We have your claim {claim}',
      text: 'Your claim {claim} about order {order} has reached us. We look at it and write to you as soon as it is decided.\n\nIf we need anything more from you, we write to you.',
    },
    fr: {
      subject: 'Votre réclamation {claim} nous est parvenue',
      text: 'Nous avons bien reçu votre réclamation {claim} au sujet de la commande {order}. Nous l’examinons et vous écrivons dès qu’elle est décidée.\n\nS’il nous faut autre chose de votre part, nous vous écrirons.',
    },
  },
  claim_needs_info: {
    params: { claim: 'text', order: 'text', missing: 'evidence' },
    en: {
      subject: 'Claim {claim}: something is missing',
      text: 'To decide on your claim {claim} about order {order} we still need {missing}.\n\nPlease send us what is missing; as soon as we have it, we go on.',
    },
    fr: {
      subject: 'Réclamation {claim} : il manque une pièce',
      text: 'Pour décider de votre réclamation {claim} au sujet de la commande {order}, il nous manque encore {missing}.\n\nMerci de nous envoyer ce qui manque ; dès que nous l’avons, nous poursuivons.',
    },
  },
  claim_reminder: {
    params: { claim: 'text', order: 'text', missing: 'evidence', until: 'moment' },
    en: {
      subject: 'Claim {claim}: we still wait for something',
      text: 'To decide on your claim {claim} about order {order} we still wait for {missing}.\n\nIf it has not reached us by {until}, we close the claim without a decision.',
    },
    fr: {
      subject: 'Réclamation {claim} : il nous manque toujours une pièce',
      text: 'Pour décider de votre réclamation {claim} au sujet de la commande {order}, nous attendons toujours {missing}.\n\nSans réponse de votre part au plus tard le {until}, nous fermons la réclamation sans décision.',
    },
  },
  claim_lapsed: {
    params: { claim: 'text', order: 'text' },
    en: {
      subject: 'Claim {claim} is closed without a decision',
      text: 'What we asked you for has not reached us, so we close your claim {claim} about order {order} without a decision. Goods that you have sent us for it come back to you.\n\nYou may open a new one when you have it.',
    },
    fr: {
      subject: 'Réclamation {claim} fermée sans décision',
      text: 'Ce que nous vous avions demandé ne nous est pas parvenu : nous fermons donc votre réclamation {claim} au sujet de la commande {order} sans décision. Les articles que vous nous avez envoyés à ce sujet vous seront renvoyés.\n\nVous pourrez en ouvrir une nouvelle dès que vous l’aurez.',
    },
  },
  claim_granted: {
    params: { claim: 'text', order: 'text', extent: 'text' },
    en: {
      subject: 'Claim {claim}: decided in your favour',
      text: 'Your claim {claim} about order {order} is granted{extent, select, partly_approved { in part} other {}}.\n\nWe now do what was agreed and write to you where something is asked of you.{extent, select, partly_approved { If you do not agree, reply to this message and another person looks at it again.} other {}}',
    },
    fr: {
      subject: 'Réclamation {claim} : décidée en votre faveur',
      text: 'Votre réclamation {claim} au sujet de la commande {order} est acceptée{extent, select, partly_approved { en partie} other {}}.\n\nNous faisons maintenant le nécessaire et vous écrivons si quelque chose est attendu de vous.{extent, select, partly_approved { Si vous n’êtes pas d’accord, répondez à ce message et une autre personne la réexamine.} other {}}',
    },
  },
  claim_refused: {
    params: { claim: 'text', order: 'text' },
    en: {
      subject: 'Claim {claim}: our decision',
      text: 'We have looked at your claim {claim} about order {order} and cannot grant it.\n\nIf you do not agree, reply to this message within 30 days and another person looks at it again.',
    },
    fr: {
      subject: 'Réclamation {claim} : notre décision',
      text: 'Nous avons examiné votre réclamation {claim} au sujet de la commande {order} et ne pouvons pas l’accepter.\n\nSi vous n’êtes pas d’accord, répondez à ce message dans les 30 jours et une autre personne la réexamine.',
    },
  },
  claim_refused_by_rules: {
    params: { claim: 'text', order: 'text', reasons: 'texts', until: 'moment' },
    en: {
      subject: 'Claim {claim}: you may ask for a person',
      text: 'Your claim {claim} about order {order} was refused automatically:\n\n{reasons}\n\nNo person has looked at it yet. Reply to this message by {until} and one does.',
    },
    fr: {
      subject: 'Réclamation {claim} : vous pouvez demander qu’une personne l’examine',
      text: 'Votre réclamation {claim} au sujet de la commande {order} a été refusée automatiquement :\n\n{reasons}\n\nPersonne ne l’a encore examinée. Répondez à ce message au plus tard le {until} et quelqu’un le fera.',
    },
  },
  return_authorised: {
    params: { claim: 'text', order: 'text', return: 'text', until: 'day' },
    en: {
      subject: 'Claim {claim}: please send it back',
      text: 'Please send back what your claim {claim} about order {order} is about, with the return number {return} on the parcel, by {until}.\n\nAs soon as it is here and inspected we go on.',
    },
    fr: {
      subject: 'Réclamation {claim} : merci de nous le renvoyer',
      text: 'Merci de nous renvoyer ce sur quoi porte votre réclamation {claim} au sujet de la commande {order}, avec le numéro de retour {return} sur le colis, au plus tard le {until}.\n\nDès que le colis est arrivé et inspecté, nous poursuivons.',
    },
  },
  return_label: {
    params: { claim: 'text', return: 'text', carrier: 'text', label: 'text' },
    en: {
      subject: 'Claim {claim}: your label for the way back',
      text: 'Here is the label of {carrier} for your return {return}, paid by us: {label}\n\nPrint it, stick it on the parcel and give the parcel to the carrier.',
    },
    fr: {
      subject: 'Réclamation {claim} : votre bordereau de retour',
      text: 'Voici le bordereau de {carrier} pour votre retour {return}, à nos frais : {label}\n\nImprimez-le, collez-le sur le colis et remettez le colis au transporteur.',
    },
  },
  claim_sent_back: {
    params: { claim: 'text', order: 'text', carrier: 'text', tracking: 'text' },
    en: {
      subject: 'Claim {claim}: we send goods back to you',
      text: 'You sent us goods for your claim {claim} about order {order}. Those that we could not accept, or do not keep, come back to you with {carrier}: {tracking}',
    },
    fr: {
      subject: 'Réclamation {claim} : nous vous renvoyons des articles',
      text: 'Vous nous avez envoyé des articles pour votre réclamation {claim} au sujet de la commande {order}. Ceux que nous n’avons pas pu accepter, ou que nous ne gardons pas, vous sont renvoyés par {carrier} : {tracking}',
    },
  },
  claim_sent_back_by_hand: {
    params: { claim: 'text', order: 'text' },
    en: {
      subject: 'Claim {claim}: goods are on their way back to you',
      text: 'You sent us goods for your claim {claim} about order {order}. Those that we could not accept, or do not keep, are on their way back to you.',
    },
    fr: {
      subject: 'Réclamation {claim} : des articles vous sont renvoyés',
      text: 'Vous nous avez envoyé des articles pour votre réclamation {claim} au sujet de la commande {order}. Ceux que nous n’avons pas pu accepter, ou que nous ne gardons pas, sont en route vers vous.',
    },
  },
  claim_original_charged: {
    params: { claim: 'text', order: 'text', units: 'count', amountMinor: 'money', currency: 'text' },
    en: {
      subject: 'Claim {claim}: an invoice for what did not come back',
      text: 'For your claim {claim} about order {order} we sent a replacement in advance, and {units, plural, one {the original} other {# originals}} did not come back in time. We therefore invoice {amountMinor}; your means of payment is not charged.',
    },
    fr: {
      subject: 'Réclamation {claim} : facture pour ce qui n’est pas revenu',
      text: 'Pour votre réclamation {claim} au sujet de la commande {order}, nous avons envoyé un remplacement à l’avance, et {units, plural, one {l’original n’est pas revenu} other {# originaux ne sont pas revenus}} à temps. Nous vous facturons donc {amountMinor} ; votre moyen de paiement n’est pas débité.',
    },
  },
  claim_original_credited: {
    params: { claim: 'text', order: 'text', units: 'count', amountMinor: 'money', currency: 'text' },
    en: {
      subject: 'Claim {claim}: what we invoiced is credited',
      text: '{units, plural, one {The original} other {# originals}} of your claim {claim} about order {order} came back after all. We credit the {amountMinor} that we had invoiced for {units, plural, one {it} other {them}}.\n\nYou have nothing to do.',
    },
    fr: {
      subject: 'Réclamation {claim} : notre facture est créditée',
      text: '{units, plural, one {L’original} other {# originaux}} de votre réclamation {claim} au sujet de la commande {order} {units, plural, one {est finalement revenu} other {sont finalement revenus}}. Nous créditons les {amountMinor} que nous avions facturés.\n\nVous n’avez rien à faire.',
    },
  },
  claim_in_hand: {
    params: { claim: 'text', order: 'text' },
    en: {
      subject: 'Claim {claim}: somebody is looking at it',
      text: 'A person has your claim {claim} about order {order} in hand. We write to you as soon as it is decided.\n\nYou have nothing to do for now.',
    },
    fr: {
      subject: 'Réclamation {claim} : quelqu’un s’en occupe',
      text: 'Une personne s’occupe de votre réclamation {claim} au sujet de la commande {order}. Nous vous écrivons dès qu’elle est décidée.\n\nVous n’avez rien à faire pour le moment.',
    },
  },
  claim_withdrawn: {
    params: { claim: 'text', order: 'text' },
    en: {
      subject: 'Claim {claim} is withdrawn',
      text: 'Your claim {claim} about order {order} is withdrawn: nothing is decided or paid on it. Goods that you have sent us for it come back to you.\n\nYou may open a new one at any time.',
    },
    fr: {
      subject: 'Réclamation {claim} retirée',
      text: 'Votre réclamation {claim} au sujet de la commande {order} est retirée : elle ne donne lieu à aucune décision ni à aucun paiement. Les articles que vous nous avez envoyés à ce sujet vous seront renvoyés.\n\nVous pouvez en ouvrir une nouvelle à tout moment.',
    },
  },
} as const satisfies Record<string, MessageTemplate>;
