/** What a life is made of: an order that is placed, what happens to it, and what it leaves behind. */
import type { Role } from '../../domain/access/roles.ts';
import { PATIENCE_MS } from './blind-caller.ts';

export const patient = { timeout: PATIENCE_MS };

/** What the vendors know of an order or a claim, and what it credited to its customer's account; any of these, in any order. */
export type Books = { intents: string[]; captures: number[]; refunds: string[]; labels: string[]; credits: number[] };

export const nothing: Books = { intents: [], captures: [], refunds: [], labels: [], credits: [] };

/** Parcels that cost so much and were paid and sold, the first one first. */
export const sold = (...amounts: number[]): Books => ({
  intents: amounts.map((amount) => `succeeded ${amount}`),
  captures: amounts,
  refunds: [],
  labels: amounts.map((_, index) => `S${index + 1} sold`),
  credits: [],
});

type Placed = { readonly sku: string; readonly customerId: string };

/** So many of a product of its own are ordered, of which there are so many units. */
type OwnProduct = {
  readonly units: number;
  readonly quantity: number;
  readonly priceMinor?: number;
  /** On hand and reserved, when the life is over. */
  readonly left: readonly [number, number];
};

export type Life = {
  /** Whose order it is, where they are made for it; told apart by a number. */
  readonly customer?: (no: number) => Promise<string>;
  /** What is ordered beyond one unit of the shared product, paid by a card that works. */
  readonly order?: object;
  readonly own?: OwnProduct;
  readonly live: (id: string, placed: Placed) => Promise<void>;
  /** Units of the shared product that are gone for good. */
  readonly gone: number;
  readonly books: readonly Books[];
  /** Templates of what the customer is told of the order, in that order; one of these. Without, of an order that goes well. */
  readonly told?: readonly (readonly string[])[];
};

export const goesWell = ['order_confirmed', 'order_shipped', 'delivered'];

// biome-ignore lint/suspicious/noExplicitAny: bodies of many shapes, each checked against the OpenAPI document as it arrives
type Body = any;

/** What people do, whatever dies meanwhile: each asks until it is answered. */
export type Moves = {
  /** A command that has to be done; its result. */
  readonly must: (role: Role, path: string, body: object) => Promise<Body>;
  /** Something that is made by a request; the answer's body. */
  readonly made: (role: Role, path: string, body: object) => Promise<Body>;
  readonly read: (path: string) => Promise<Body>;
  /** Resolves when what is read there is like `what`. */
  readonly becomes: (path: string, what: object) => Promise<void>;
  /** An order that waits for somebody with the authority. */
  readonly approve: (orderId: string) => Promise<void>;
  /** Resolves when the first parcel has its label. */
  readonly labelled: (orderId: string) => Promise<void>;
  readonly deliver: (orderId: string, ...parcels: number[]) => Promise<void>;
  /** What is to be known, when everything is over, of another order or process that came of this one. */
  readonly leaves: (id: string, books: Books) => void;
  /** What the customer is to be told of another order (`order/ORD-…`) or process that came of this one, in that order. */
  readonly tells: (process: string, ...templates: string[]) => void;
};
