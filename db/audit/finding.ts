/** What must hold, always; I2 (K units, N buyers) is a property of a race and is tested, not audited. */
export const invariants = {
  I1: 'stock counters, reservations and movements agree',
  I3: 'open orders have their reservations, and nobody else has any',
  I4: 'the providers’ books equal ours',
  I5: 'no payment gives back more than it took',
  I6: 'every accepted command is settled',
  I7: 'every open order and customer process has its workflow running, and nothing else has',
  I8: 'each approval is decided once, not by its requester',
  I9: 'event sequences have no gaps',
  I10: 'ledgers, parcels and captured amounts add up',
  I11: 'the clocks of cases and claims are what their events add up to',
  I12: 'no shipped unit is claimed or sent back twice',
  I13: 'an exit is settled once, and its settlement adds up',
  I14: 'an erased customer has no personal data left',
  I15: 'onboardings end when all is done, and make their customer active once',
  I16: 'deals and cadences stand where their own logs say',
  I17: 'no message was written that lifecycle, consent or cap forbade',
  I18: 'what is due is done within the hour, and who is told to look has looked',
} as const satisfies Record<string, string>;

export type Invariant = keyof typeof invariants;

/**
 * One thing that does not hold, or of which nobody knows whether it does: what it is about, what is wrong in one sentence,
 * and what to do about it.
 */
export type Finding = {
  readonly invariant: Invariant;
  /** The id of the row: an order, `order/line`, a payment, `sku@location`, … */
  readonly subject: string;
  readonly detail: string;
  readonly next: string;
  /** Whom we asked gave no answer: nothing was compared, and nothing need be wrong. */
  readonly unknown?: true;
};
