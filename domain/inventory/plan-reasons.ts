/** Why each location is used or passed over, in words. */
import { fill } from '../errors/error-codes.ts';
import type { Chosen } from './choose-locations.ts';
import type { Candidate } from './cover-locations.ts';

export const planReasons = {
  ships_all: {
    en: '{location} ships everything that can ship now, {km} km from the address.',
    fr: '{location} expédie tout ce qui peut partir maintenant, à {km} km de l’adresse.',
  },
  ships_part: {
    en: '{location} ships a part ({km} km): no smaller number of locations has it all.',
    fr: '{location} expédie une partie ({km} km) : aucun nombre plus petit d’entrepôts n’a le tout.',
  },
  ships_share: {
    en: '{location} ships a part ({km} km): none of the chosen locations has it all.',
    fr: '{location} expédie une partie ({km} km) : aucun des entrepôts choisis n’a le tout.',
  },
  enough_without: {
    en: '{location} was passed over: the chosen locations ship everything that can ship now.',
    fr: '{location} a été écarté : les entrepôts choisis expédient tout ce qui peut partir maintenant.',
  },
  no_stock: {
    en: '{location} cannot make up a single unit of what is ordered.',
    fr: '{location} ne peut fournir aucune unité de ce qui est commandé.',
  },
  more_shipments: {
    en: '{location} was passed over: with it the order would need more shipments or stay short.',
    fr: '{location} a été écarté : avec lui, il faudrait plus d’envois ou il manquerait des unités.',
  },
  farther: {
    en: '{location} ({km} km) was passed over: with it the shipments would travel farther in all.',
    fr: '{location} ({km} km) a été écarté : avec lui, les envois feraient plus de chemin au total.',
  },
  less_slack: {
    en: '{location} was passed over: as near, but with less stock left over.',
    fr: '{location} a été écarté : aussi proche, mais avec moins de stock restant.',
  },
  later_id: {
    en: '{location} was passed over: equal in everything; the order of the names decides.',
    fr: '{location} a été écarté : égal en tout ; l’ordre des noms décide.',
  },
} as const satisfies Record<string, { en: string; fr: string }>;

export type PlanReasonCode = keyof typeof planReasons;
export type PlanReason = {
  readonly locationId: string;
  readonly used: boolean;
  readonly code: PlanReasonCode;
  readonly distanceKm: number;
};

export function planReasonText(reason: PlanReason, locale: 'en' | 'fr'): string {
  return fill(planReasons[reason.code][locale], { location: reason.locationId, km: reason.distanceKm });
}

type Explained = {
  readonly all: readonly Candidate[];
  /** Those that have something to ship. */
  readonly useful: ReadonlySet<Candidate>;
  readonly chosen: Chosen | null;
};

/** One reason per location, nearest first. */
export function explain({ all, useful, chosen }: Explained): PlanReason[] {
  return all.map((location) => {
    const used = chosen?.best.set.includes(location) ?? false;
    const code =
      chosen === null || !useful.has(location) ? 'no_stock' : used ? whyUsed(chosen) : whyNot(location, chosen);
    return { locationId: location.id, used, code, distanceKm: location.distanceKm };
  });
}

function whyUsed({ best, proven }: Chosen): PlanReasonCode {
  if (best.set.length === 1) return 'ships_all';
  return proven ? 'ships_part' : 'ships_share';
}

/** Compared with the best set of as few locations that contains this one. */
function whyNot(location: Candidate, { best, bestWith, proven }: Chosen): PlanReasonCode {
  if (!proven) return 'enough_without';
  const rival = bestWith.get(location.id);
  if (rival === undefined) return 'more_shipments';
  if (rival.km > best.km) return 'farther';
  return rival.slack < best.slack ? 'less_slack' : 'later_id';
}
