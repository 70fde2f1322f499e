import { exits } from './violations/exit-violations.ts';
import { onboardings } from './violations/onboarding-violations.ts';
import { decisions, sequences, sums } from './violations/order-violations.ts';
import { deals, messages } from './violations/sales-violations.ts';
import { cases, claims } from './violations/service-violations.ts';
import { sleepers } from './violations/sleeper-violations.ts';
import { reservations, stock } from './violations/stock-violations.ts';

/** Every damage that the audit must find, each with the one finding that it makes. */
export const violations = [
  ...stock,
  ...reservations,
  ...decisions,
  ...sequences,
  ...sums,
  ...cases,
  ...claims,
  ...exits,
  ...onboardings,
  ...deals,
  ...messages,
  ...sleepers,
];
