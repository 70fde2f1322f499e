import type { Text } from './wording.ts';

/** What each command does and what it wants, for whoever is offered it. */
export const actionHints = {
  cancel: {
    en: 'Cancel the order, or some lines or units, with a reason. What has left the warehouse stays.',
    fr: 'Annulez la commande, ou des lignes ou unités, avec un motif. Ce qui a quitté l’entrepôt reste.',
  },
  decide: {
    en: 'Answer the shortage offer with its version and one of its options.',
    fr: 'Répondez à l’offre de rupture avec sa version et une de ses options.',
  },
  change_payment_method: {
    en: 'Give another card token or the account for the parcels without payment.',
    fr: 'Donnez un autre jeton de carte ou le compte pour les colis sans paiement.',
  },
  retry_only: {
    en: 'Retry the stuck step, with its number and a reason; a supervisor may do more.',
    fr: 'Relancez l’étape bloquée, avec son numéro et un motif ; un superviseur peut davantage.',
  },
  retry_compensate: {
    en: 'Retry the stuck step, or compensate: cancel what has not left. With its number and a reason.',
    fr: 'Relancez l’étape bloquée, ou compensez : annulez ce qui n’est pas parti. Avec son numéro et un motif.',
  },
  retry_skip_compensate: {
    en: 'Retry the stuck step, skip it when it was done by hand, or compensate. With its number and a reason.',
    fr: 'Relancez l’étape bloquée, sautez-la si elle a été faite à la main, ou compensez. Avec son numéro et un motif.',
  },
  raise_hold: {
    en: 'Put the order on hold with a reason; nothing goes forward until it is released.',
    fr: 'Bloquez la commande avec un motif ; rien n’avance avant que ce soit levé.',
  },
  release_hold: {
    en: 'Release this hold with a reason; the order goes on when no other is open.',
    fr: 'Levez ce blocage avec un motif ; la commande continue si aucun autre n’est ouvert.',
  },
  preview_amendment: {
    en: 'Preview other quantities, more lines or another address; send the ETag as If-Match.',
    fr: 'Simulez d’autres quantités, des lignes de plus ou une autre adresse ; envoyez l’ETag dans If-Match.',
  },
  confirm_amendment: {
    en: 'Carry out this previewed amendment; send the ETag as If-Match.',
    fr: 'Exécutez cette modification simulée ; envoyez l’ETag dans If-Match.',
  },
  decline_amendment: {
    en: 'Drop this previewed amendment; the order stays as it is.',
    fr: 'Abandonnez cette modification simulée ; la commande reste comme elle est.',
  },
  decide_approval: {
    en: 'Approve or reject with a reason and the digest that was shown, within your limit.',
    fr: 'Approuvez ou refusez avec un motif et l’empreinte affichée, dans votre limite.',
  },
  hand_over: {
    en: 'Say that the carrier has the parcel. It cannot be taken back, and its worth is captured.',
    fr: 'Dites que le transporteur a le colis. C’est irrévocable, et sa valeur est encaissée.',
  },
  short_pick: {
    en: 'Say which units were not on the shelf; they are planned anew.',
    fr: 'Dites quelles unités manquaient en rayon ; elles sont planifiées de nouveau.',
  },
  receive_return: {
    en: 'Receive the parcel that came back: every unit restocked or written off, then refund or reship.',
    fr: 'Recevez le colis revenu : chaque unité remise en stock ou passée en perte, puis remboursez ou réexpédiez.',
  },
  correct_tracking: {
    en: 'State what really became of the parcel, with a reason; it outweighs what the carrier said.',
    fr: 'Indiquez ce qu’il est vraiment advenu du colis, avec un motif ; cela prime sur le transporteur.',
  },
} as const satisfies Record<string, Text>;

export type Hint = keyof typeof actionHints;
