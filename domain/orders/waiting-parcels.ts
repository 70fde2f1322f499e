/** What each parcel of an order waits for, in one sentence, and who moves it. */
import { roles } from '../access/roles.ts';
import {
  everythingEnded,
  isPending,
  isSecured,
  type OrderFacts,
  type ShipmentFacts,
  waitsForAll,
} from './order-facts.ts';
import type { Mover, Wait } from './wait.ts';
import { stockWait } from './waiting-stock.ts';
import { joined, listed, type Text } from './wording.ts';

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
function parcelWaits(facts: OrderFacts): Wait[] {
  const kindOf = (shipment: ShipmentFacts) => kinds.find((kind) => kind.is(shipment, facts));
  return kinds.flatMap((kind) => {
    const these = facts.shipments.filter((shipment) => kindOf(shipment) === kind);
    return these.length === 0 ? [] : [{ who: kind.who, text: kind.text(these) }];
  });
}

/** What got lost has ended, and nobody asks for it but by a claim: without one it stays paid. */
export function lostTexts({ shipments, lines }: OrderFacts): Text[] {
  const owing = lines.filter((line) => line.writtenOff > line.claimed + line.refunded).map((line) => line.lineNo);
  const lost = shipments.filter((s) => s.tracking === 'lost' && s.lines.some(({ lineNo }) => owing.includes(lineNo)));
  if (lost.length === 0) return [];
  const en = `${ids(lost, 'en')} got lost on the way, and is neither claimed nor refunded: open a claim for the customer, or it stays paid.`;
  const fr = `${ids(lost, 'fr')} s’est perdu en route, sans réclamation ni remboursement : ouvrez une réclamation pour le client, sinon il reste payé.`;
  return [{ en, fr }];
}

export function shippingWait(facts: OrderFacts): Wait {
  const waits = [...parcelWaits(facts), ...stockWait(facts)];
  if (waits.length === 0 && everythingEnded(facts)) {
    const text = {
      en: `Every parcel of order ${facts.id} has ended: the order moves on by itself; nothing has to be done.`,
      fr: `Tous les colis de la commande ${facts.id} sont arrivés à leur terme : la commande avance d’elle-même ; il n’y a rien à faire.`,
    };
    return { who: ['system'], text };
  }
  if (waits.length === 0) {
    const text = {
      en: `Every parcel of order ${facts.id} has ended, but not every unit is accounted for: an agent states what became of the parcels.`,
      fr: `Tous les colis de la commande ${facts.id} sont arrivés à leur terme, mais il manque des unités au compte : un agent indique ce que sont devenus les colis.`,
    };
    return { who: ['agent', 'supervisor', 'admin'], text };
  }
  const intro = {
    en: facts.status === 'confirmed' ? `Order ${facts.id} is confirmed.` : `Order ${facts.id} is under way.`,
    fr:
      facts.status === 'confirmed'
        ? `La commande ${facts.id} est confirmée.`
        : `La commande ${facts.id} est en cours de livraison.`,
  };
  return { who: distinct(waits.flatMap((wait) => wait.who)), text: joined([intro, ...waits.map((wait) => wait.text)]) };
}

const ranking: readonly Mover[] = [...roles];
const distinct = (movers: readonly Mover[]): Mover[] =>
  [...new Set(movers)].sort((a, b) => ranking.indexOf(a) - ranking.indexOf(b));
