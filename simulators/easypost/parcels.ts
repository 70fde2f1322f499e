import { randomBytes, randomInt } from 'node:crypto';
import type { AddressFields, Book, ScanRow, ShipmentRow } from './book.ts';
import { type JourneyStep, planScans } from './journeys.ts';
import { invalid, notFound } from './refusal.ts';
import { priceParcel } from './services.ts';
import type { Webhooks } from './webhooks.ts';

export type NewParcel = {
  readonly reference: string | null;
  readonly from: AddressFields;
  readonly to: AddressFields;
  readonly weightOunces: number;
};

export type NewScan = {
  readonly status: string;
  readonly status_detail?: string | undefined;
  readonly message?: string | undefined;
  readonly carrier_code?: string | undefined;
  /** RFC 3339; now when absent. */
  readonly datetime?: string | undefined;
};

export type Parcels = {
  readonly create: (parcel: NewParcel) => ShipmentRow;
  readonly get: (id: string) => ShipmentRow;
  /** The caller's name for a parcel; null when there is none. */
  readonly referenceOf: (id: string) => string | null;
  readonly byTrackingCode: (code: string) => ShipmentRow;
  /** Buys a label once; a second purchase is refused as EasyPost refuses it. */
  readonly buy: (id: string, rateId: string) => ShipmentRow;
  /** Gives the money back, unless the parcel was scanned or the label was refunded before. */
  readonly refund: (id: string) => ShipmentRow;
  readonly scan: (code: string, scan: NewScan) => ShipmentRow;
  /** Replaces what is still to come for a parcel. */
  readonly travel: (code: string, steps: readonly JourneyStep[]) => ShipmentRow;
  readonly stop: () => void;
};

export function openParcels(book: Book, webhooks: Webhooks, currency: string): Parcels {
  const timers = new Map<string, NodeJS.Timeout>();
  const write = (row: ShipmentRow): ShipmentRow => {
    book.put('shipments', row);
    return row;
  };
  const get = (id: string): ShipmentRow => book.shipments.get(id) ?? raise(notFound());
  const byTrackingCode = (code: string): ShipmentRow => book.byTrackingCode(code) ?? raise(notFound());

  const scanned = (row: ShipmentRow, scan: ScanRow): ShipmentRow => {
    const written = write({ ...row, scans: [...row.scans, scan] });
    webhooks.tell('tracker.updated', written);
    return written;
  };
  /** Waits for the next planned scan; survives a restart because its instant stands in the book. */
  const schedule = (id: string): void => {
    clearTimeout(timers.get(id));
    const next = get(id).journey[0];
    if (!next) return;
    const timer = setTimeout(
      () => {
        const row = get(id);
        const { status, statusDetail } = next;
        scanned(
          { ...row, journey: row.journey.slice(1) },
          scanRow({ status, status_detail: statusDetail ?? undefined }),
        );
        schedule(id);
      },
      Math.max(0, next.at - Date.now()),
    );
    timers.set(id, timer);
  };
  for (const row of book.shipments.values()) schedule(row.id);

  return {
    get,
    referenceOf: (id) => book.shipments.get(id)?.reference ?? null,
    byTrackingCode,
    create: (parcel) => {
      const id = `shp_${randomBytes(16).toString('hex')}`;
      const rates = parcel.to.name?.includes('NOWHERE') ? [] : priceParcel(id, parcel.weightOunces, currency);
      const createdAt = new Date().toISOString();
      return write({ ...parcel, id, createdAt, rates, bought: null, refundStatus: null, scans: [], journey: [] });
    },
    buy: (id, rateId) => {
      const row = get(id);
      if (row.bought) throw invalid('SHIPMENT.POSTAGE.EXISTS', 'Postage already exists for this shipment.');
      if (!row.rates.some((rate) => rate.id === rateId)) throw invalid('SHIPMENT.MISSING_RATE', 'Rate not found.');
      const bought = { rateId, trackingCode: newTrackingCode(), at: new Date().toISOString() };
      const label = scanRow({ status: 'pre_transit', status_detail: 'label_created', message: 'Label created' });
      const written = write({ ...row, bought, scans: [label] });
      webhooks.tell('tracker.created', written);
      return written;
    },
    refund: (id) => {
      const row = get(id);
      if (!row.bought) throw invalid('SHIPMENT.REFUND.UNAVAILABLE', 'There is no label to refund.');
      if (row.refundStatus === 'submitted')
        throw invalid('SHIPMENT.REFUND.UNAVAILABLE', 'A refund was already submitted.');
      const used = row.scans.some((scan) => scan.status !== 'pre_transit');
      return write({ ...row, refundStatus: used ? 'rejected' : 'submitted' });
    },
    scan: (code, scan) => scanned(byTrackingCode(code), scanRow(scan)),
    travel: (code, steps) => {
      const row = byTrackingCode(code);
      const written = write({ ...row, journey: planScans(steps, Date.now()) });
      schedule(row.id);
      return written;
    },
    stop: () => {
      for (const timer of timers.values()) clearTimeout(timer);
    },
  };
}

/** Instants keep their milliseconds, which EasyPost rounds away: here days pass in seconds. */
function scanRow(scan: NewScan): ScanRow {
  return {
    status: scan.status,
    statusDetail: scan.status_detail ?? null,
    message: scan.message ?? scan.status.replaceAll('_', ' '),
    carrierCode: scan.carrier_code ?? '',
    datetime: scan.datetime ?? new Date().toISOString(),
  };
}

const newTrackingCode = (): string => `SIM${Array.from({ length: 15 }, () => randomInt(10)).join('')}`;

function raise(error: Error): never {
  throw error;
}
