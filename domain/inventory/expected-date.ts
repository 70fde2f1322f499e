/** Goods that a supplier announced for one place. */
export type Announced = {
  readonly locationId: string;
  readonly quantity: number;
  /** A day, `2026-12-03`. */
  readonly expectedOn: string;
  /** Units that the place is short of its safety stock: they stay there before anybody is served from it. */
  readonly gap: number;
};

/** So many days after the day it was expected on, somebody has to ask where it is. */
export const overdueAfterDays = 2;

/** What an order is short of, by SKU. */
export type Shortage = {
  readonly sku: string;
  readonly missing: number;
  /** Units that others before this order wait for. */
  readonly ahead: number;
  readonly announced: readonly Announced[];
};

/**
 * The first day by which the announcements cover all that is missing, once everybody before is served; null when they do
 * not, or nothing is missing. An expectation, which reserves nothing: goods come late, the queue lets small orders pass
 * large ones that cannot be served whole, and the parts of a kit have to come to one place, at which this does not look.
 */
export function expectedDate(shortages: readonly Shortage[]): string | null {
  let last: string | null = null;
  for (const shortage of shortages) {
    const day = coveredOn(shortage);
    if (day === null) return null;
    if (last === null || day > last) last = day;
  }
  return last;
}

function coveredOn({ missing, ahead, announced }: Shortage): string | null {
  let wanted = ahead + missing;
  const gaps = new Map(announced.map(({ locationId, gap }) => [locationId, gap]));
  for (const { locationId, quantity, expectedOn } of [...announced].sort(byDay)) {
    const gap = gaps.get(locationId) ?? 0;
    const kept = Math.min(gap, quantity);
    gaps.set(locationId, gap - kept);
    wanted -= quantity - kept;
    if (wanted <= 0) return expectedOn;
  }
  return null;
}

const byDay = (a: Announced, b: Announced): number =>
  a.expectedOn < b.expectedOn ? -1 : a.expectedOn > b.expectedOn ? 1 : 0;
