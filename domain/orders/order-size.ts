import type { RefusalReason } from '../errors/error-codes.ts';

type SizedLine = {
  readonly quantity: number;
  readonly unitPriceMinor: number;
  /** What one unit is made of. */
  readonly parts: readonly { readonly quantity: number }[];
};

/** Far above any order; sums over it stay exact in a double and within the columns that hold them. */
const mostUnits = 1_000_000;
const mostMinor = 100_000_000_000;

/** What is wrong with so many units, kits counted by their parts, or so much money; null for an order that fits. */
export function tooLarge(lines: readonly SizedLine[]): Omit<RefusalReason, 'pointer'> | null {
  const unitsOf = ({ quantity, parts }: SizedLine) => quantity * Math.max(1, sum(parts.map((part) => part.quantity)));
  const units = sum(lines.map(unitsOf));
  if (units > mostUnits) {
    const detail = {
      en: `These are ${units} units; one order has at most ${mostUnits}. Split it into several orders.`,
      fr: `Cela fait ${units} unités ; une commande en a au plus ${mostUnits}. Répartissez-les sur plusieurs commandes.`,
    };
    return { code: 'too_many_units', detail };
  }
  const worth = sum(lines.map(({ quantity, unitPriceMinor }) => quantity * unitPriceMinor));
  if (worth <= mostMinor) return null;
  const detail = {
    en: 'This is worth more than one order can be. Split it into several orders.',
    fr: 'Ceci vaut plus que ne peut valoir une commande. Répartissez-la sur plusieurs.',
  };
  return { code: 'too_expensive', detail };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
