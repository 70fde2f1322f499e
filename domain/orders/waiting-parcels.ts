/** What each parcel of an order waits for, in one sentence, and who moves it. */
import type { Role } from '../access/roles.ts';
import { backorderEnd, isPending, isSecured, type OrderFacts, type ShipmentFacts, waitsForAll } from './order-facts.ts';
import { inBoth, instant, listed, type Text } from './wording.ts';

/** Whoever can end a wait: people by their role, and those outside who are no callers of ours. */
export type Mover = Role | 'customer' | 'carrier' | 'supplier' | 'system';

export type Wait = { readonly who: readonly Mover[]; readonly text: Text };

type Kind = {
  readonly is: (shipment: ShipmentFacts, facts: OrderFacts) => boolean;
  readonly who: readonly Mover[];
  readonly text: (shipments: readonly ShipmentFacts[]) => Text;
};

const ids = (shipments: readonly ShipmentFacts[], locale: 'en' | 'fr') =>
  listed(
    shipments.map((s) => (s.carrier === null ? s.id : `${s.id} (${s.carrier})`)),
    locale,
  );

const underWay = (s: ShipmentFacts): boolean => s.state === 'handed_over';

/** The first kind that fits a parcel is the one it counts under. */
const kinds: readonly Kind[] = [
  {
    is: (s, facts) => isPending(s) && waitsForAll(facts),
    who: ['supplier', 'warehouse'],
    text: (s) => ({
      en: `${ids(s, 'en')} stays on the shelf until the rest of the order is there.`,
      fr: `${ids(s, 'fr')} reste en rayon jusqu’à ce que le reste de la commande soit là.`,
    }),
  },
  {
    is: (s, facts) => s.state === 'labelled' && isSecured(facts, s),
    who: ['warehouse'],
    text: (s) => ({
      en: `The warehouse has to hand ${ids(s, 'en')} over to the carrier.`,
      fr: `L’entrepôt doit remettre ${ids(s, 'fr')} au transporteur.`,
    }),
  },
  {
    is: (s, facts) => s.state === 'labelled' && !isSecured(facts, s),
    who: ['system'],
    text: (s) => ({
      en: `Payment for ${ids(s, 'en')} is being authorised again; it can be handed over when that is done.`,
      fr: `Le paiement de ${ids(s, 'fr')} est en cours de nouvelle autorisation ; la remise se fera ensuite.`,
    }),
  },
  {
    is: (s) => s.state === 'planned' || s.state === 'labelling',
    who: ['system'],
    text: (s) => ({
      en: `The label of ${ids(s, 'en')} is being made; the hand-over comes next.`,
      fr: `L’étiquette de ${ids(s, 'fr')} est en préparation ; la remise au transporteur suivra.`,
    }),
  },
  {
    is: (s) => s.state === 'voiding',
    who: ['system'],
    text: (s) => ({
      en: `The label of ${ids(s, 'en')} is being voided; nothing has to be done.`,
      fr: `L’étiquette de ${ids(s, 'fr')} est en cours d’annulation ; il n’y a rien à faire.`,
    }),
  },
  {
    is: (s) => underWay(s) && s.tracking === 'returning',
    who: ['carrier', 'warehouse'],
    text: (s) => ({
      en: `${ids(s, 'en')} is coming back: the warehouse receives and inspects it when it arrives.`,
      fr: `${ids(s, 'fr')} revient : l’entrepôt le reçoit et l’inspecte à son arrivée.`,
    }),
  },
  {
    is: (s) => underWay(s) && s.tracking === 'available_for_pickup',
    who: ['customer'],
    text: (s) => ({
      en: `${ids(s, 'en')} lies ready: the customer has to pick it up, or it comes back.`,
      fr: `${ids(s, 'fr')} est en point de retrait : le client doit le retirer, sinon il revient.`,
    }),
  },
  {
    is: (s) => underWay(s) && s.tracking === 'exception',
    who: ['carrier', 'agent'],
    text: (s) => ({
      en: `The carrier reports a problem with ${ids(s, 'en')}: an agent asks the carrier and states what became of it.`,
      fr: `Le transporteur signale un problème avec ${ids(s, 'fr')} : un agent l’interroge puis indique ce qu’il en est.`,
    }),
  },
  {
    is: (s) => underWay(s) && s.silentAfter === null,
    who: ['agent', 'carrier'],
    text: (s) => ({
      en: `Nothing was heard of ${ids(s, 'en')} for too long: an agent asks the carrier and states what became of it.`,
      fr: `Aucune nouvelle de ${ids(s, 'fr')} depuis trop longtemps : un agent interroge le transporteur puis indique ce qu’il en est.`,
    }),
  },
  {
    is: underWay,
    who: ['carrier'],
    text: (s) => ({
      en: `The carrier has to deliver ${ids(s, 'en')}.`,
      fr: `Le transporteur doit livrer ${ids(s, 'fr')}.`,
    }),
  },
];

/** One wait per kind of parcel, what people must do first. */
export function parcelWaits(facts: OrderFacts): Wait[] {
  const kindOf = (shipment: ShipmentFacts) => kinds.find((kind) => kind.is(shipment, facts));
  return kinds.flatMap((kind) => {
    const these = facts.shipments.filter((shipment) => kindOf(shipment) === kind);
    return these.length === 0 ? [] : [{ who: kind.who, text: kind.text(these) }];
  });
}

/** Units that ship later, as soon as there is stock. Their end is named: the order's `until` may be something else's, that comes before. */
export function stockWait(facts: OrderFacts): Wait[] {
  const missing = facts.lines.filter((line) => line.backordered > 0);
  const end = backorderEnd(facts);
  if (end === null) return [];
  const text = inBoth((locale) => {
    const units = listed(
      missing.map((line) => `${line.backordered} × ${line.sku}`),
      locale,
    );
    return locale === 'en'
      ? `${units} will ship when stock arrives; what has not come by ${instant(end)} is cancelled.`
      : `${units} : expédition à l’arrivée du stock ; ce qui manque encore le ${instant(end)} est annulé.`;
  });
  return [{ who: ['supplier', 'warehouse'], text }];
}
