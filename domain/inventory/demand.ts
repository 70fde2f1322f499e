/** What is asked for, what there is, and where: the input of a plan. */
import type { Place } from './distance.ts';

export type Part = { readonly sku: string; readonly quantity: number };

export type DemandLine = {
  readonly lineNo: number;
  readonly sku: string;
  readonly quantity: number;
  /** What one unit is made of; all parts of a unit come from one location. */
  readonly parts: readonly Part[];
};

export type StockOnOffer = { readonly sku: string; readonly locationId: string; readonly availableToPromise: number };

export type PlanInput = {
  readonly demand: readonly DemandLine[];
  readonly stock: readonly StockOnOffer[];
  readonly locations: readonly (Place & { readonly id: string })[];
  readonly shipTo: Place;
};

/** Units of a line as sold. */
export type LineUnits = { readonly lineNo: number; readonly quantity: number };
