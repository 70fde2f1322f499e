import type { MessageTemplate } from './template.ts';

/** What a customer is told about the money of an order. */
export const paymentTemplates = {
  payment_declined: {
    params: { orderId: 'text', deadline: 'moment' },
    en: {
      subject: 'Order {orderId}: your payment was declined',
      text: 'The payment for your order {orderId} was declined, and nothing was charged.\n\nPlease give us another means of payment by {deadline}. If we do not hear from you until then, what is not both confirmed and paid for is cancelled.',
    },
    fr: {
      subject: 'Commande {orderId} : paiement refusé',
      text: 'Le paiement de votre commande {orderId} a été refusé, et rien n’a été facturé.\n\nMerci de nous indiquer un autre moyen de paiement avant le {deadline}. Sans nouvelles de vous d’ici là, ce qui n’est pas à la fois confirmé et payé sera annulé.',
    },
  },
  refund_issued: {
    params: { orderId: 'text', amountMinor: 'money', currency: 'text' },
    en: {
      subject: 'Order {orderId}: a refund of {amountMinor}',
      text: 'We are refunding {amountMinor} of your order {orderId} to the means of payment you used.\n\nIt usually shows on your statement within ten business days. You have nothing to do.',
    },
    fr: {
      subject: 'Commande {orderId} : remboursement de {amountMinor}',
      text: 'Nous vous remboursons {amountMinor} de votre commande {orderId} sur le moyen de paiement utilisé.\n\nLe montant paraît en général sur votre relevé d’ici dix jours ouvrables. Vous n’avez rien à faire.',
    },
  },
  refund_on_account: {
    params: { orderId: 'text', amountMinor: 'money', currency: 'text' },
    en: {
      subject: 'Order {orderId}: a credit of {amountMinor}',
      text: 'We are crediting {amountMinor} of your order {orderId} to your account with us.\n\nIt is taken off what you owe us. You have nothing to do.',
    },
    fr: {
      subject: 'Commande {orderId} : avoir de {amountMinor}',
      text: 'Nous portons au crédit de votre compte chez nous {amountMinor} de votre commande {orderId}.\n\nCe montant est déduit de ce que vous nous devez. Vous n’avez rien à faire.',
    },
  },
} as const satisfies Record<string, MessageTemplate>;
