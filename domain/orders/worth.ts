/**
 * What units of a line are worth. Cumulative: the first k of n units are worth round(total·k/n), so that any
 * split in any order adds up to the line's total to the last minor unit. Rounded to what can be charged.
 */
import { chargeStepMinor, roundHalfAway } from '../money/money.ts';
import type { UnitsOfLine } from './command-payloads.ts';
import type { LineFacts } from './order-facts.ts';

type Priced = Pick<LineFacts, 'totalMinor' | 'ordered' | 'currency'>;

/** Worth of `units` more after `before` were already given (captured, refunded, …). */
export function worthOf(line: Priced, before: number, units: number): number {
  return cumulative(line, before + units) - cumulative(line, before);
}

/** The most `units` of the line can come to, whatever was given before: what has to be authorised for them. */
export function mostWorthOf(line: Priced, units: number): number {
  if (units === line.ordered) return line.totalMinor;
  const step = chargeStepMinor(line.currency);
  const product = BigInt(line.totalMinor) * BigInt(units);
  const ordered = BigInt(line.ordered * step);
  return step * Number((product + ordered - 1n) / ordered);
}

/** The same of units of several lines: a parcel. */
export function mostWorthOfUnits(
  lines: readonly (Priced & Pick<LineFacts, 'lineNo'>)[],
  units: readonly UnitsOfLine[],
): number {
  return units.reduce((sum, { lineNo, quantity }) => {
    const line = lines.find((candidate) => candidate.lineNo === lineNo);
    return sum + (line ? mostWorthOf(line, quantity) : 0);
  }, 0);
}

function cumulative(line: Priced, units: number): number {
  if (units === line.ordered) return line.totalMinor;
  const step = chargeStepMinor(line.currency);
  return step * roundHalfAway(BigInt(line.totalMinor) * BigInt(units), BigInt(line.ordered * step));
}
