/** A lead before it is anybody's deal. */
export const leadStates = ['open', 'merged', 'converted'] as const;
export type LeadState = (typeof leadStates)[number];

/** What a merge may fill in where the kept lead has nothing. */
const mergedFields = ['company', 'email', 'phone', 'country', 'territory'] as const;
export type MergedField = (typeof mergedFields)[number];

export type LeadFields = Readonly<Record<MergedField, string | null>>;
/** What a kept lead has from one that it absorbed. */
export type Filled = Readonly<Partial<Record<MergedField, string>>>;

/** The values that a lead without them takes over from another. */
export function filledBy(kept: LeadFields, absorbed: LeadFields): Filled {
  const filled: Partial<Record<MergedField, string>> = {};
  for (const field of mergedFields) {
    const value = absorbed[field];
    if (kept[field] === null && value !== null) filled[field] = value;
  }
  return filled;
}

/** A lead as it would be had it absorbed nobody. */
export function ownFields(lead: LeadFields, fills: readonly Filled[]): LeadFields {
  const own: Record<MergedField, string | null> = { ...only(lead) };
  for (const filled of fills) {
    for (const field of mergedFields)
      if (filled[field] !== undefined && filled[field] === lead[field]) own[field] = null;
  }
  return own;
}

/** A lead with what it takes over from all that it has absorbed, the first merge first. */
export function absorbAll(
  own: LeadFields,
  absorbed: readonly LeadFields[],
): { readonly fields: LeadFields; readonly fills: readonly Filled[] } {
  let fields = only(own);
  const fills = absorbed.map((one) => {
    const filled = filledBy(fields, one);
    fields = { ...fields, ...filled };
    return filled;
  });
  return { fields, fills };
}

function only({ company, email, phone, country, territory }: LeadFields): LeadFields {
  return { company, email, phone, country, territory };
}

/** What its score, and that of the deal it becomes, is made from. */
export function scoreFactors({ source, country, territory, factors }: Scorable): Readonly<Record<string, string>> {
  return { source, ...(country && { country }), ...(territory && { territory }), ...factors };
}

type Scorable = Pick<LeadFields, 'country' | 'territory'> & {
  readonly source: string;
  readonly factors: Readonly<Record<string, string>>;
};
