import type { MessageTemplate } from './template.ts';

/** What a customer is told about the order as a whole. */
export const orderTemplates = {
  order_confirmed: {
    params: { orderId: 'text', promiseOn: 'day', totalMinor: 'money', currency: 'text', waiting: 'perhaps_count' },
    en: {
      subject: 'Order {orderId} is confirmed',
      text: 'Your order {orderId} for {totalMinor} is confirmed, and {waiting, plural, =0 {everything in it is set aside for you} one {all of it but # item, which waits for stock, is set aside for you} other {all of it but # items, which wait for stock, is set aside for you}}.\n\nWe expect to deliver {waiting, plural, =0 {it} other {what is set aside}} by {promiseOn}. You are charged for each parcel when it leaves, and we write to you then with a link to follow it.',
    },
    fr: {
      subject: 'Commande {orderId} confirmée',
      text: 'Votre commande {orderId} de {totalMinor} est confirmée, et {waiting, plural, =0 {tous ses articles vous sont réservés} one {tous ses articles vous sont réservés, sauf # qui attend le réapprovisionnement} other {tous ses articles vous sont réservés, sauf # qui attendent le réapprovisionnement}}.\n\nNous prévoyons de {waiting, plural, =0 {la livrer} other {livrer ce qui est réservé}} au plus tard le {promiseOn}. Chaque colis est facturé à son départ ; nous vous écrirons alors avec un lien pour le suivre.',
    },
  },
  order_cancelled: {
    params: { orderId: 'text' },
    en: {
      subject: 'Order {orderId} is cancelled',
      text: 'Your order {orderId} is cancelled and nothing more will be sent or charged.\n\nIf you had already paid for a part of it, your refund is on its way and is announced in a message of its own. You have nothing to do.',
    },
    fr: {
      subject: 'Commande {orderId} annulée',
      text: 'Votre commande {orderId} est annulée : plus rien ne sera expédié ni facturé.\n\nSi vous en aviez déjà payé une partie, votre remboursement est en route et fait l’objet d’un autre message. Vous n’avez rien à faire.',
    },
  },
  order_partly_cancelled: {
    params: { orderId: 'text', units: 'count' },
    en: {
      subject: 'A part of order {orderId} is cancelled',
      text: '{units, plural, =0 {No item} one {# item} other {# items}} of your order {orderId} {units, plural, =0 {is cancelled} one {is cancelled} other {are cancelled}} and will not be charged.\n\nIf you had already paid for a part of it, your refund is announced in a message of its own. The rest of the order stays as it is. If a parcel has already left, claim it instead of cancelling.',
    },
    fr: {
      subject: 'Commande {orderId} annulée en partie',
      text: '{units, plural, =0 {Aucun article de votre commande {orderId} n’est annulé} one {# article de votre commande {orderId} est annulé et ne sera pas facturé} other {# articles de votre commande {orderId} sont annulés et ne seront pas facturés}}.\n\nSi vous en aviez déjà payé une partie, votre remboursement fait l’objet d’un autre message. Le reste de la commande est inchangé. Si un colis est déjà parti, faites une réclamation au lieu d’annuler.',
    },
  },
  order_amended: {
    params: { orderId: 'text', no: 'count', added: 'perhaps_count', removed: 'perhaps_count', moved: 'perhaps_count' },
    en: {
      subject: 'Order {orderId} is changed',
      text: 'The change you asked for (no. {no}) is made to your order {orderId}.{added, plural, =0 {} one { # item is added and is set aside for you next.} other { # items are added and are set aside for you next.}}{removed, plural, =0 {} one { # item is taken out.} other { # items are taken out.}}{moved, plural, =0 {} =2 { We check the new address first: if we cannot confirm it, your order goes to the address that it had before, and we write to you.} =3 { What is not labelled for shipping yet goes to the new address, the rest to the one before.} other { It goes to the new address.}}\n\nYou are charged only for what leaves. If you did not ask for this, tell us before the order ships.',
    },
    fr: {
      subject: 'Commande {orderId} modifiée',
      text: 'La modification demandée (nº {no}) est faite dans votre commande {orderId}.{added, plural, =0 {} one { # article est ajouté et va vous être réservé.} other { # articles sont ajoutés et vont vous être réservés.}}{removed, plural, =0 {} one { # article est retiré.} other { # articles sont retirés.}}{moved, plural, =0 {} =2 { Nous vérifions d’abord la nouvelle adresse : si nous ne pouvons pas la confirmer, la commande sera envoyée à l’adresse qu’elle avait avant, et nous vous écrirons.} =3 { Ce qui n’a pas encore d’étiquette d’expédition sera envoyé à la nouvelle adresse, le reste à celle d’avant.} other { Elle sera envoyée à la nouvelle adresse.}}\n\nSeul ce qui part est facturé. Si vous n’avez rien demandé, dites-le-nous avant l’expédition.',
    },
  },
  order_address_kept: {
    params: { orderId: 'text' },
    en: {
      subject: 'Order {orderId} goes to the address that it had before',
      text: 'We could not confirm the new address for your order {orderId}, so it goes to the address that it had before. Whatever else you changed stands.\n\nIf that address is no longer right, tell us at once: until a parcel has left it can be cancelled.',
    },
    fr: {
      subject: 'Commande {orderId} : envoi à l’adresse d’avant',
      text: 'Nous n’avons pas pu confirmer la nouvelle adresse de votre commande {orderId} : elle sera envoyée à l’adresse qu’elle avait avant. Vos autres modifications restent valables.\n\nSi cette adresse ne convient plus, dites-le-nous tout de suite : tant qu’un colis n’est pas parti, il peut être annulé.',
    },
  },
  order_backordered: {
    params: { orderId: 'text', units: 'count', kept: 'perhaps_count' },
    en: {
      subject: 'Order {orderId}: {units, plural, one {# item waits} other {# items wait}} for stock',
      text: '{units, plural, =0 {No item} one {# item} other {# items}} of your order {orderId} {units, plural, =0 {waits} one {waits} other {wait}} for new stock.{kept, plural, =0 {} one { As you want everything at once, # more item is set aside for you until then.} other { As you want everything at once, # more items are set aside for you until then.}}\n\nWe ship as soon as it arrives, and write to you then. You may cancel at any time before that.',
    },
    fr: {
      subject:
        'Commande {orderId} : {units, plural, one {# article attend} other {# articles attendent}} le réapprovisionnement',
      text: '{units, plural, =0 {Aucun article de votre commande {orderId} n’attend} one {# article de votre commande {orderId} attend} other {# articles de votre commande {orderId} attendent}} le réapprovisionnement.{kept, plural, =0 {} one { Comme vous voulez tout en même temps, # autre article vous est réservé jusque-là.} other { Comme vous voulez tout en même temps, # autres articles vous sont réservés jusque-là.}}\n\nNous expédions dès que le stock arrive, et nous vous écrirons alors. Jusque-là, vous pouvez annuler à tout moment.',
    },
  },
  shortage_offer: {
    params: {
      orderId: 'text',
      options: 'choices',
      deadline: 'moment',
      expectedOn: 'perhaps_date',
      fallback: 'perhaps_choice',
    },
    en: {
      subject: 'Order {orderId}: please choose',
      text: 'We do not have everything for your order {orderId} at the moment.{expectedOn, select, none {} other { We expect what is missing by {expectedOn}, but cannot promise it.}} You can:\n\n{options}\n\nPlease tell us your choice by {deadline}. Without an answer {fallback, select, wait {we wait until the whole order can be sent} ship_available {we send what is in stock, and the rest later} cancel {the order is cancelled} other {we send what is in stock, or cancel the order when nothing is}}.',
    },
    fr: {
      subject: 'Commande {orderId} : votre choix',
      text: 'Il nous manque des articles pour votre commande {orderId}.{expectedOn, select, none {} other { Nous attendons ce qui manque pour le {expectedOn}, sans pouvoir le garantir.}} Vous pouvez :\n\n{options}\n\nMerci de nous donner votre choix avant le {deadline}. Sans réponse, {fallback, select, wait {nous attendons que toute la commande puisse être envoyée} ship_available {nous envoyons ce qui est en stock, et le reste plus tard} cancel {la commande est annulée} other {nous envoyons ce qui est en stock, ou nous annulons la commande si rien ne l’est}}.',
    },
  },
} as const satisfies Record<string, MessageTemplate>;
