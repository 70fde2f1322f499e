/** Why a customer leaves: what the offer depends on, and what the report counts. */
export const voluntaryReasons = [
  'price',
  'service',
  'quality',
  'delivery',
  'competitor',
  'not_needed',
  'moving',
  'other',
] as const;

/** An exit nobody asked for has its kind as its reason; `not_given` is one that was never told. */
export const exitReasons = [...voluntaryReasons, 'not_given', 'non_payment', 'fraud', 'death', 'insolvency'] as const;

export type ExitReason = (typeof exitReasons)[number];
