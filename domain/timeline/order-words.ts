import type { OrderStatus } from '../orders/order-states.ts';
import type { Text } from '../orders/wording.ts';
import type { PaymentState } from '../payments/payment-states.ts';
import type { RefundState } from '../payments/refund-states.ts';
import type { TrackingStatus } from '../shipping/tracking-status.ts';

type Told =
  | `order.${OrderStatus}`
  | `payment.${PaymentState}`
  | `refund.${RefundState}`
  | `shipment.${TrackingStatus}`
  | 'approval.approved'
  | 'approval.rejected';

/** What can happen to an order, its parcels and its money. */
export const orderWords = {
  'order.received': { en: 'Order received', fr: 'Commande reçue' },
  'order.screened': { en: 'Order checked for risk', fr: 'Risque de la commande vérifié' },
  'order.hold_raised': { en: 'Order put on hold', fr: 'Commande bloquée' },
  'order.hold_released': { en: 'Hold released', fr: 'Blocage levé' },
  'order.hold_void': { en: 'Hold void: what it was about is undone', fr: 'Blocage caduc : son objet n’existe plus' },
  'order.on_hold': { en: 'Order waits on hold', fr: 'Commande en attente, bloquée' },
  'order.allocating': { en: 'Stock and payment are being secured', fr: 'Stock et paiement en cours de réservation' },
  'order.allocated': { en: 'Stock reserved', fr: 'Stock réservé' },
  'order.allocation_lost': { en: 'Reserved stock was lost', fr: 'Stock réservé perdu' },
  'order.short': { en: 'Not enough in stock', fr: 'Stock insuffisant' },
  'order.awaiting_decision': { en: 'Order waits for the customer', fr: 'Commande en attente du client' },
  'order.units_backordered': { en: 'Units wait for goods', fr: 'Unités en rupture de stock' },
  'order.backordered': { en: 'Order waits for goods', fr: 'Commande en attente de marchandise' },
  'order.awaiting_approval': { en: 'Order waits for an approval', fr: 'Commande en attente d’approbation' },
  'order.awaiting_payment': { en: 'Order waits for another payment', fr: 'Commande en attente d’un autre paiement' },
  'order.payment_method_changed': { en: 'Payment method changed', fr: 'Mode de paiement changé' },
  'order.secured': { en: 'Delivery promised', fr: 'Livraison promise' },
  'order.confirmed': { en: 'Order confirmed', fr: 'Commande confirmée' },
  'order.fulfilling': { en: 'Order is on its way', fr: 'Commande en route' },
  'order.delivered': { en: 'Everything has arrived or is settled', fr: 'Tout est arrivé ou réglé' },
  'order.completed': { en: 'Order completed', fr: 'Commande terminée' },
  'order.units_cancelled': { en: 'Units cancelled', fr: 'Unités annulées' },
  'order.cancelling': { en: 'Order is being undone', fr: 'Commande en cours d’annulation' },
  'order.cancelled': { en: 'Order cancelled', fr: 'Commande annulée' },
  'order.parked': { en: 'Stuck: a person is asked', fr: 'Bloqué : une personne est sollicitée' },
  'order.needs_intervention': { en: 'Order waits for a person', fr: 'Commande en attente d’une intervention' },
  'order.intervention_resolved': { en: 'Stuck step settled', fr: 'Étape bloquée réglée' },
  'order.intervention_moot': { en: 'Stuck step no longer matters', fr: 'Étape bloquée devenue sans objet' },
  'order.address_kept': { en: 'New address given up', fr: 'Nouvelle adresse abandonnée' },
  'offer.made': { en: 'Customer asked to choose', fr: 'Choix proposé au client' },
  'offer.decided': { en: 'Customer chose', fr: 'Choix du client' },
  'amendment.previewed': { en: 'Change of the order proposed', fr: 'Modification de la commande proposée' },
  'amendment.confirmed': { en: 'Order changed', fr: 'Commande modifiée' },
  'amendment.declined': { en: 'Change of the order declined', fr: 'Modification de la commande refusée' },
  'approval.requested': { en: 'Approval asked for', fr: 'Approbation demandée' },
  'approval.voted': { en: 'One of several approvals given', fr: 'Une approbation parmi plusieurs donnée' },
  'approval.escalated': { en: 'The next approver is asked', fr: 'Approbateur suivant sollicité' },
  'approval.approved': { en: 'Approved', fr: 'Approuvé' },
  'approval.rejected': { en: 'Rejected', fr: 'Refusé' },
  'approval.expired': { en: 'Approval expired', fr: 'Approbation expirée' },
  'approval.void': { en: 'Approval void: what was shown has changed', fr: 'Approbation caduque : le contenu a changé' },
  'payment.created': { en: 'Payment prepared', fr: 'Paiement préparé' },
  'payment.authorised': { en: 'Payment authorised', fr: 'Paiement autorisé' },
  'payment.declined': { en: 'Payment declined', fr: 'Paiement refusé' },
  'payment.captured': { en: 'Charged', fr: 'Débité' },
  'payment.voiding': { en: 'Payment is being voided', fr: 'Annulation du paiement en cours' },
  'payment.voided': { en: 'Payment voided', fr: 'Paiement annulé' },
  'payment.expired': { en: 'Payment expired', fr: 'Paiement expiré' },
  'payment.disputed': { en: 'Charge disputed', fr: 'Débit contesté' },
  'payment.renewing': { en: 'Payment is being renewed', fr: 'Renouvellement du paiement' },
  'refund.requested': { en: 'Refund asked for', fr: 'Remboursement demandé' },
  'refund.submitted': { en: 'Refund on its way', fr: 'Remboursement en route' },
  'refund.settled': { en: 'Refunded', fr: 'Remboursé' },
  'refund.failed': { en: 'Refund failed', fr: 'Remboursement échoué' },
  'shipment.labelled': { en: 'Label bought', fr: 'Étiquette achetée' },
  'shipment.handed_over': { en: 'Parcel handed to the carrier', fr: 'Colis remis au transporteur' },
  'shipment.hand_over_overdue': { en: 'Parcel not handed over in time', fr: 'Colis non remis à temps' },
  'shipment.short_picked': { en: 'Fewer units found than promised', fr: 'Moins d’unités trouvées que promis' },
  'shipment.delayed': { en: 'Parcel later than promised', fr: 'Colis plus tard que promis' },
  'shipment.corrected': { en: 'Tracking corrected by a person', fr: 'Suivi corrigé par une personne' },
  'shipment.suspected_lost': { en: 'Parcel perhaps lost', fr: 'Colis peut-être perdu' },
  'shipment.scanned_though_void': {
    en: 'Parcel scanned on a void label',
    fr: 'Colis scanné avec une étiquette annulée',
  },
  'shipment.return_received': { en: 'Parcel came back', fr: 'Colis revenu' },
  'shipment.label_created': { en: 'Carrier expects the parcel', fr: 'Colis attendu par le transporteur' },
  'shipment.in_transit': { en: 'Parcel in transit', fr: 'Colis en transit' },
  'shipment.out_for_delivery': { en: 'Parcel out for delivery', fr: 'Colis en cours de livraison' },
  'shipment.attempt_failed': { en: 'Delivery attempt failed', fr: 'Tentative de livraison échouée' },
  'shipment.available_for_pickup': { en: 'Parcel ready for pickup', fr: 'Colis prêt au retrait' },
  'shipment.exception': { en: 'Carrier reports a problem', fr: 'Incident signalé par le transporteur' },
  'shipment.returning': { en: 'Parcel is coming back', fr: 'Colis en retour' },
  'shipment.delivered': { en: 'Parcel delivered', fr: 'Colis livré' },
  'shipment.returned': { en: 'Parcel returned', fr: 'Colis retourné' },
  'shipment.lost': { en: 'Parcel lost', fr: 'Colis perdu' },
  'shipment.cancelled': { en: 'Parcel cancelled', fr: 'Colis annulé' },
} as const satisfies Readonly<Record<Told, Text>> & Readonly<Record<string, Text>>;
