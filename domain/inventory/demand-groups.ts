/** Splits a demand into groups that do not compete for stock, so that each can be planned without the others. */
import type { DemandLine, Part } from './demand.ts';

/** Lines whose units are made of the same parts: they count as one. */
export type DemandClass = {
  readonly parts: readonly Part[];
  readonly lines: readonly DemandLine[];
  readonly wanted: number;
};

/** Classes that share a SKU, directly or through others. */
export type DemandGroup = readonly DemandClass[];

/** Every line is in one class, every class in one group; in the order of line numbers, whatever the input's order. */
export function groupDemand(demand: readonly DemandLine[]): DemandGroup[] {
  const groups: { classes: DemandClass[]; skus: Set<string> }[] = [];
  for (const made of classesOf(demand)) {
    const touched = groups.filter((group) => made.parts.some((part) => group.skus.has(part.sku)));
    const merged = {
      classes: [...touched.flatMap((group) => group.classes), made],
      skus: new Set([...touched.flatMap((group) => [...group.skus]), ...made.parts.map((part) => part.sku)]),
    };
    const [first, ...others] = touched;
    if (first === undefined) groups.push(merged);
    else {
      groups.splice(groups.indexOf(first), 1, merged);
      for (const other of others) groups.splice(groups.indexOf(other), 1);
    }
  }
  return groups.map((group) => group.classes);
}

function classesOf(demand: readonly DemandLine[]): DemandClass[] {
  const classes = new Map<string, DemandLine[]>();
  for (const line of [...demand].sort((a, b) => a.lineNo - b.lineNo)) {
    const key = JSON.stringify(summedParts(line).map((part) => [part.sku, part.quantity]));
    classes.set(key, [...(classes.get(key) ?? []), line]);
  }
  return [...classes.values()].map((lines) => ({
    parts: lines[0] === undefined ? [] : summedParts(lines[0]),
    lines,
    wanted: lines.reduce((sum, line) => sum + line.quantity, 0),
  }));
}

function summedParts(line: DemandLine): Part[] {
  const sums = new Map<string, number>();
  for (const part of line.parts) sums.set(part.sku, (sums.get(part.sku) ?? 0) + part.quantity);
  return [...sums].map(([sku, quantity]) => ({ sku, quantity })).sort((a, b) => (a.sku < b.sku ? -1 : 1));
}

/** Whole units that a shelf can give. */
export function unitsOn(shelf: ReadonlyMap<string, number>, parts: readonly Part[]): number {
  let units = parts.length === 0 ? 0 : Number.MAX_SAFE_INTEGER;
  for (const part of parts) units = Math.min(units, Math.floor((shelf.get(part.sku) ?? 0) / part.quantity));
  return Math.max(0, units);
}
