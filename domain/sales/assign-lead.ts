/**
 * Who gets a lead: the person, of those who fit it, whose share is least used. Shares are proportional to capacity, so
 * equal people differ by one lead at most, however the leads are batched. Ties go by id: same state, same answer.
 */
export type Seller = {
  readonly id: string;
  /** Share of leads relative to the others; a whole number, 0 takes none. */
  readonly capacity: number;
  readonly languages: readonly string[];
  /** Empty: every territory. */
  readonly territories: readonly string[];
  readonly absent: boolean;
  /** Leads received, plus those credited for absences. */
  readonly turns: number;
};

export type Lead = { readonly language: string; readonly territory: string | null };

export type PassedOver = 'absent' | 'no_capacity' | 'language' | 'territory' | 'others_first';

export type Assignment = {
  readonly to: string | null;
  readonly passedOver: readonly { readonly id: string; readonly why: PassedOver }[];
};

export function assignLead(lead: Lead, sellers: readonly Seller[]): Assignment {
  const [first] = sellers.filter((seller) => misfit(lead, seller) === null).sort(byUse);
  const passedOver = sellers
    .filter((seller) => seller !== first)
    .map((seller) => ({ id: seller.id, why: misfit(lead, seller) ?? ('others_first' as const) }));
  return { to: first?.id ?? null, passedOver };
}

/** A batch in its order; gives the assignments and the turns to store. */
export function assignLeads(
  leads: readonly Lead[],
  sellers: readonly Seller[],
): { readonly assignments: readonly Assignment[]; readonly sellers: readonly Seller[] } {
  let current = sellers;
  const assignments = leads.map((lead) => {
    const assignment = assignLead(lead, current);
    current = current.map((seller) => (seller.id === assignment.to ? { ...seller, turns: seller.turns + 1 } : seller));
    return assignment;
  });
  return { assignments, sellers: current };
}

/**
 * The turns of somebody who comes back, or joins: as many as those present with the least used share, so that nothing is
 * caught up. Never fewer than they had.
 */
export function turnsOnReturn(seller: Seller, others: readonly Seller[]): number {
  const present = others.filter((other) => other.id !== seller.id && !other.absent && other.capacity > 0);
  const shares = present.map((other) => Math.floor((other.turns * seller.capacity) / other.capacity));
  return shares.length === 0 ? seller.turns : Math.max(seller.turns, Math.min(...shares));
}

function misfit(lead: Lead, seller: Seller): PassedOver | null {
  if (seller.absent) return 'absent';
  if (seller.capacity <= 0) return 'no_capacity';
  if (!seller.languages.includes(lead.language)) return 'language';
  const everywhere = seller.territories.length === 0 || lead.territory === null;
  return everywhere || seller.territories.includes(lead.territory ?? '') ? null : 'territory';
}

/** Compares the share each would have used with one lead more, as whole numbers. */
function byUse(a: Seller, b: Seller): number {
  return (a.turns + 1) * b.capacity - (b.turns + 1) * a.capacity || (a.id < b.id ? -1 : 1);
}
