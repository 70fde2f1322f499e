import { appendFileSync, existsSync, readFileSync } from 'node:fs';

export type AddressFields = { readonly [field: string]: string | undefined };

export type RateRow = {
  readonly id: string;
  readonly carrier: string;
  readonly service: string;
  /** Decimal text, as EasyPost writes prices. */
  readonly rate: string;
  readonly currency: string;
  readonly deliveryDays: number;
};

export type ScanRow = {
  readonly status: string;
  readonly statusDetail: string | null;
  readonly message: string;
  readonly carrierCode: string;
  readonly datetime: string;
};

/** A scan that will happen, at an instant in epoch milliseconds. */
export type PlannedScan = { readonly status: string; readonly statusDetail: string | null; readonly at: number };

export type ShipmentRow = {
  readonly id: string;
  readonly reference: string | null;
  readonly createdAt: string;
  readonly from: AddressFields;
  readonly to: AddressFields;
  readonly weightOunces: number;
  readonly rates: readonly RateRow[];
  readonly bought: { readonly rateId: string; readonly trackingCode: string; readonly at: string } | null;
  readonly refundStatus: 'submitted' | 'rejected' | null;
  readonly scans: readonly ScanRow[];
  readonly journey: readonly PlannedScan[];
};

/** An event and whether its receiver has answered 2xx; `body` is posted byte for byte. */
export type EventRow = { readonly id: string; readonly body: string; readonly delivered: boolean };

type Tables = { shipments: ShipmentRow; events: EventRow };

/** The simulator's book: what the vendor would know. Rows are replaced whole, never changed. */
export type Book = {
  readonly [T in keyof Tables]: ReadonlyMap<string, Tables[T]>;
} & {
  readonly put: <T extends keyof Tables>(table: T, row: Tables[T]) => void;
  readonly byTrackingCode: (code: string) => ShipmentRow | undefined;
};

/**
 * Opens the book. With a file, each row is appended to it before the answer leaves, so it outlives a `kill -9`; a last
 * line that a kill cut short is dropped, as its answer was never sent.
 */
export function openBook(file: string | undefined): Book {
  const tables = { shipments: new Map<string, ShipmentRow>(), events: new Map<string, EventRow>() };
  const codes = new Map<string, string>();
  const keep = <T extends keyof Tables>(table: T, row: Tables[T]) => {
    // A cast: TypeScript cannot see that the map under `table` holds the rows of that table.
    (tables[table] as Map<string, Tables[T]>).set(row.id, row);
    if ('bought' in row && row.bought) codes.set(row.bought.trackingCode, row.id);
  };
  if (file !== undefined && existsSync(file)) for (const [table, row] of readRows(file)) keep(table, row);
  return {
    ...tables,
    put: (table, row) => {
      if (file !== undefined) appendFileSync(file, `\n${JSON.stringify([table, row])}`);
      keep(table, row);
    },
    byTrackingCode: (code) => tables.shipments.get(codes.get(code) ?? ''),
  };
}

function readRows(file: string): [keyof Tables, Tables[keyof Tables]][] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        // A cast: only this file writes these lines.
        return line === '' ? [] : [JSON.parse(line) as [keyof Tables, Tables[keyof Tables]]];
      } catch {
        return [];
      }
    });
}
