import { z } from 'zod';
import { money } from './event-details.ts';
import { paint, table } from './output.ts';

const price = z.looseObject({ amount: z.number(), currency: z.string() });

// What a person is shown; all else the API says is kept for --json. Roles without prices read none.
export const orderShape = z.looseObject({
  id: z.string(),
  status: z.string(),
  customerId: z.string().optional(),
  placedAt: z.string().optional(),
  total: price.nullish(),
  waiting: z
    .looseObject({
      message: z.looseObject({ en: z.string() }),
      since: z.string().nullish(),
      until: z.string().nullish(),
      who: z.array(z.string()),
    })
    .nullish(),
  lines: z.array(z.looseObject({ sku: z.string(), ledger: z.looseObject({ ordered: z.number() }) })).default([]),
  shipments: z
    .array(
      z.looseObject({
        id: z.string(),
        locationId: z.string(),
        state: z.string(),
        tracking: z.string().nullish(),
      }),
    )
    .default([]),
  actions: z
    .array(z.looseObject({ method: z.string(), path: z.string(), hint: z.looseObject({ en: z.string() }) }))
    .default([]),
});
export type Order = z.infer<typeof orderShape>;

/** An order as a person reads it: what it is, what it waits for, and what the reader may do about it. */
export function describeOrder({ id, status, customerId, placedAt, total, waiting, ...order }: Order): string {
  const rows = [
    ['order', id],
    ['status', status],
    ['customer', customerId],
    ['placed', placedAt],
    ['total', total && money(total.amount, total.currency)],
    ['lines', order.lines.map(({ sku, ledger }) => `${ledger.ordered} ${sku}`).join(', ')],
    ...order.shipments.map((parcel) => [
      'parcel',
      [parcel.id, `from ${parcel.locationId}`, parcel.state, parcel.tracking].filter(Boolean).join(' '),
    ]),
    ['waiting', waiting?.message.en],
    ['since', waiting?.since],
    ['until', waiting?.until],
    ['who', waiting?.who.join(', ')],
    ...order.actions.flatMap(({ method, path, hint }) => [
      ['you may', hint.en],
      ['', `${method} ${path}`],
    ]),
  ].flatMap(([name, value]) => (value ? [[name ?? '', value]] : []));
  return table(rows, (cell, column) => (column === 0 ? paint('bold', cell) : cell));
}

/** One order of a list, as cells. */
export function orderCells({ id, status, total, customerId, placedAt }: Order): string[] {
  return [id, status, total ? money(total.amount, total.currency) : '', customerId ?? '', placedAt ?? ''];
}
