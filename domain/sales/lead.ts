/** A lead before it is anybody's deal. */
export const leadStates = ['open', 'merged', 'converted'] as const;
export type LeadState = (typeof leadStates)[number];

/** What a merge may fill in where the kept lead has nothing. */
export const mergedFields = ['company', 'email', 'phone', 'country', 'territory'] as const;
export type MergedField = (typeof mergedFields)[number];

type Fields = Readonly<Record<MergedField, string | null>>;

/** The values that the kept lead takes over. */
export function filledBy(kept: Fields, absorbed: Fields): Partial<Record<MergedField, string>> {
  const filled: Partial<Record<MergedField, string>> = {};
  for (const field of mergedFields) {
    const value = absorbed[field];
    if (kept[field] === null && value !== null) filled[field] = value;
  }
  return filled;
}

/** What undoing a merge empties again: a value that was changed since stays. */
export function emptiedBy(kept: Fields, filled: Readonly<Partial<Record<MergedField, string>>>): MergedField[] {
  return mergedFields.filter((field) => filled[field] !== undefined && kept[field] === filled[field]);
}
