import type { MessageTemplate } from './template.ts';

const parcel = { orderId: 'text', shipmentId: 'text', carrier: 'perhaps', trackingUrl: 'perhaps' } as const;

const follow = {
  en: '{trackingUrl, select, none {} other {\n\nFollow it here: {trackingUrl}}}',
  fr: '{trackingUrl, select, none {} other {\n\nPour le suivre : {trackingUrl}}}',
} as const;

/** What a customer is told about one parcel of an order. */
export const shipmentTemplates = {
  order_shipped: {
    params: parcel,
    en: {
      subject: 'Order {orderId} is on its way',
      text: `Parcel {shipmentId} of your order {orderId} has left our warehouse{carrier, select, none {} other { with {carrier}}}.${follow.en}\n\nWe write to you again when it is out for delivery. It can no longer be cancelled; if something is wrong with it, open a claim.`,
    },
    fr: {
      subject: 'Commande {orderId} expédiée',
      text: `Le colis {shipmentId} de votre commande {orderId} a quitté notre entrepôt{carrier, select, none {} other { avec {carrier}}}.${follow.fr}\n\nNous vous écrirons quand il sera en cours de livraison. Il ne peut plus être annulé ; en cas de problème, faites une réclamation.`,
    },
  },
  shipment_delayed: {
    params: parcel,
    en: {
      subject: 'Order {orderId} is late',
      text: `Parcel {shipmentId} of your order {orderId} is delayed and may arrive after the day we promised. We are sorry.${follow.en}\n\nWe are watching it and write to you when it is out for delivery. You have nothing to do.`,
    },
    fr: {
      subject: 'Commande {orderId} retardée',
      text: `Le colis {shipmentId} de votre commande {orderId} a pris du retard et pourrait arriver après la date promise. Nous en sommes désolés.${follow.fr}\n\nNous le surveillons et vous écrirons quand il sera en cours de livraison. Vous n’avez rien à faire.`,
    },
  },
  shipment_lost: {
    params: { orderId: 'text', shipmentId: 'text' },
    en: {
      subject: 'Order {orderId}: a parcel got lost',
      text: 'Parcel {shipmentId} of your order {orderId} got lost on its way to you. We are sorry.\n\nPlease open a claim for it if you have not done so: that is how we put it right.',
    },
    fr: {
      subject: 'Commande {orderId} : un colis s’est perdu',
      text: 'Le colis {shipmentId} de votre commande {orderId} s’est perdu en route. Nous en sommes désolés.\n\nFaites une réclamation à son sujet si ce n’est pas déjà fait : c’est ainsi que nous y remédions.',
    },
  },
  out_for_delivery: {
    params: parcel,
    en: {
      subject: 'Order {orderId} arrives soon',
      text: `Parcel {shipmentId} of your order {orderId} is out for delivery{carrier, select, none {} other { with {carrier}}}.${follow.en}\n\nPlease make sure that someone can receive it.`,
    },
    fr: {
      subject: 'Commande {orderId} en cours de livraison',
      text: `Le colis {shipmentId} de votre commande {orderId} est en cours de livraison{carrier, select, none {} other { avec {carrier}}}.${follow.fr}\n\nAssurez-vous que quelqu’un puisse le recevoir.`,
    },
  },
  delivered: {
    params: parcel,
    en: {
      subject: 'Order {orderId} is delivered',
      text: `Parcel {shipmentId} of your order {orderId} was delivered.${follow.en}\n\nIf it did not reach you, or something in it is missing or damaged, open a claim.`,
    },
    fr: {
      subject: 'Commande {orderId} livrée',
      text: `Le colis {shipmentId} de votre commande {orderId} a été livré.${follow.fr}\n\nS’il ne vous est pas parvenu, ou si un article manque ou est abîmé, faites une réclamation.`,
    },
  },
} as const satisfies Record<string, MessageTemplate>;
