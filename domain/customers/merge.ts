/** Two customers who are one: which of them stays, what they take over, and what stands in the way. */
import type { Address } from '../orders/address.ts';
import type { Lifecycle } from './lifecycle.ts';

/** What the kept customer takes over where they have none. */
export type MergedFields = {
  readonly phone?: string;
  readonly billTo?: Address;
};

type Fillable = { readonly phone: string | null; readonly billTo: Address | null };

/** The fields that are empty in the kept customer, with the other one's values. */
export function filledBy(kept: Fillable, absorbed: Fillable): MergedFields {
  return {
    ...(kept.phone === null && absorbed.phone !== null && { phone: absorbed.phone }),
    ...(kept.billTo === null && absorbed.billTo !== null && { billTo: absorbed.billTo }),
  };
}

/** How far somebody is; null for those who leave or have left, who are never merged. */
const rank = {
  prospect: 0,
  onboarding: 1,
  active: 2,
  at_risk: 2,
  exiting: null,
  exited: null,
  erased: null,
} as const satisfies Record<Lifecycle, number | null>;

/** Why one cannot absorb the other: who leaves is settled first, and the one who came further stays. */
export function mergeProblem(kept: Lifecycle, absorbed: Lifecycle): 'leaving' | 'other_way_round' | null {
  const [keptRank, absorbedRank] = [rank[kept], rank[absorbed]];
  if (keptRank === null || absorbedRank === null) return 'leaving';
  return absorbedRank > keptRank ? 'other_way_round' : null;
}

/**
 * What the kept customer gives back: the fields they took over and still have as they took them. Who has bought since keeps
 * the address they are billed at.
 */
export function keptBack(
  kept: Fillable & { readonly lifecycle: Lifecycle },
  filled: MergedFields,
): { phone?: null; billTo?: null } {
  const stillProspect = kept.lifecycle === 'prospect';
  return {
    ...(filled.phone !== undefined && kept.phone === filled.phone && { phone: null }),
    ...(stillProspect && filled.billTo && sameAddress(kept.billTo, filled.billTo) && { billTo: null }),
  };
}

/** jsonb keeps no order of fields. */
function sameAddress(a: Address | null, b: Address): boolean {
  const sorted = (address: Address): string => JSON.stringify(Object.entries(address).sort());
  return a !== null && sorted(a) === sorted(b);
}
