import { afterAll, beforeAll, expect, it } from 'vitest';
import { createReservationBatcher, type ReservationBatcher } from '../../activities/inventory/reservation-batcher.ts';
import { createOrderSteps } from '../../activities/orders/order-steps.ts';
import { reserveStock } from '../../activities/orders/reserve-stock.ts';
import { runAudit } from '../../db/audit/run-audit.ts';
import type { Database } from '../../db/pool.ts';
import type { PlaceOrderPayload } from '../../domain/orders/command-payloads.ts';
import type { PaymentProvider } from '../../providers/payment/port.ts';
import { type OrderRows, orderRows } from '../harness/order-rows.ts';
import { placeOrderRow } from '../harness/place-order-row.ts';
import { openTestDatabase } from '../harness/postgres.ts';
import { createProcessDriver } from '../harness/process-driver.ts';
import { addProduct, putStock, seed } from '../harness/seed.ts';

let database: Database;
let rows: OrderRows;

beforeAll(async () => {
  database = await openTestDatabase();
  rows = orderRows(database);
  await seed(database);
});
afterAll(() => database.close());

type Cancelled = { readonly lineNo: number; readonly quantity: number }[] | undefined;

/**
 * The stock is held, then units are cancelled, then the step writes what it holds. With `lost` the answer to the
 * reservation never came, and a second attempt finds the units held.
 */
async function cancelInBetween(order: Partial<PlaceOrderPayload>, cancelled: Cancelled, lost: boolean) {
  const id = await placeOrderRow(database, order);
  const unused = null as never; // no vendor is called before the money is asked for
  const providers = { payments: unused as PaymentProvider, carrier: unused };
  const driver = createProcessDriver({ database, ...providers }, id, Date.now());
  const real = createReservationBatcher({ database });
  let first = true;
  const reservations: ReservationBatcher = {
    ...real,
    reserve: async (request) => {
      const answer = await real.reserve(request);
      if (!first) return answer;
      first = false;
      await driver.command('cancel', { ...(cancelled && { lines: cancelled }), reason: 'no longer' });
      if (lost) throw new Error('the answer was lost');
      return answer;
    },
  };
  const now = driver.now();
  await createOrderSteps({ database, reservations: real }).screenOrder({
    orderId: id,
    key: `order/${id}/screen/1`,
    now,
  });
  const step = { orderId: id, key: `order/${id}/reserve/2`, now };
  if (lost) await expect(reserveStock({ database, reservations }, step)).rejects.toThrow('lost');
  return { id, progress: await reserveStock({ database, reservations }, step) };
}

const product = async (sku: string, units: number): Promise<string> => {
  await addProduct(database, sku, 1000);
  await putStock(database, sku, 'MTL', units);
  return sku;
};

const moments = [
  ['and the answer comes', false],
  ['and the answer is lost', true],
] as const;

it.each(moments)('an order cancelled after its stock was held %s: all of it is free again', async (_, lost) => {
  const sku = await product(`ALL-${lost}`, 5);
  const { id, progress } = await cancelInBetween({ lines: [{ sku, quantity: 3 }] }, undefined, lost);
  expect(progress).toMatchObject({ status: 'cancelled', due: [] });
  expect(await rows.ledger(id)).toEqual([{ ordered: 3, cancelled: 3 }]);
  expect(await rows.shelf(sku)).toEqual({ MTL: [5, 0] });
  expect(await rows.shipments(id)).toEqual([]);
});

it.each(moments)('one of three units cancelled after they were held %s: two are planned and paid', async (_, lost) => {
  const sku = await product(`ONE-${lost}`, 5);
  const { id } = await cancelInBetween({ lines: [{ sku, quantity: 3 }] }, [{ lineNo: 1, quantity: 1 }], lost);
  expect(await rows.ledger(id)).toEqual([{ ordered: 3, reserved: 2, cancelled: 1 }]);
  expect(await rows.shelf(sku)).toEqual({ MTL: [5, 2] });
  expect(await rows.payments(id)).toMatchObject([{ state: 'created', amount: 2300 }]);
});

it.each(moments)('a kit cancelled after its parts were held %s: every part is free again', async (_, lost) => {
  await putStock(database, 'LAMP', 'MTL', 2);
  await putStock(database, 'BULB', 'MTL', 4);
  const lines = [{ sku: 'SET', quantity: 2 }];
  const { id } = await cancelInBetween({ lines }, [{ lineNo: 1, quantity: 1 }], lost);
  const held = async () => [await rows.shelf('LAMP'), await rows.shelf('BULB')].map(({ MTL }) => MTL?.[1]);
  expect(await held()).toEqual(lost ? [2, 4] : [1, 2]); // the first case's set stays held
  expect(await rows.ledger(id)).toEqual([{ ordered: 2, reserved: 1, cancelled: 1 }]);
});

it.each(['ask', 'backorder', 'partial', 'cancel'] as const)(
  'a short order (%s) cancelled after what there was had been held is cancelled, and asks nobody anything',
  async (shortagePolicy) => {
    const sku = await product(`SHORT-${shortagePolicy}`, 3);
    const { id, progress } = await cancelInBetween({ lines: [{ sku, quantity: 5 }], shortagePolicy }, undefined, false);
    expect(progress).toMatchObject({ status: 'cancelled', due: [] });
    expect(await rows.ledger(id)).toEqual([{ ordered: 5, cancelled: 5 }]);
    expect(await rows.shelf(sku)).toEqual({ MTL: [3, 0] });
    expect(await rows.offer(id)).toBeUndefined();
  },
);

it('units cancelled meanwhile are not short any more', async () => {
  const sku = await product('LESS', 3);
  const cancelled = [{ lineNo: 1, quantity: 2 }];
  const { id } = await cancelInBetween({ lines: [{ sku, quantity: 5 }] }, cancelled, false);
  expect(await rows.ledger(id)).toEqual([{ ordered: 5, reserved: 3, cancelled: 2 }]);
  expect(await rows.offer(id)).toBeUndefined();
  expect(await runAudit(database)).toEqual([]);
});
