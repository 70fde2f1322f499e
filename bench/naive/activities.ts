/** Steps of the naive flow: the same vendors through the same adapters, the same tables, one small transaction each. */
import { sql } from 'drizzle-orm';
import type { Database } from '../../db/pool.ts';
import { inTransaction, type Tx } from '../../db/transaction.ts';
import type { CarrierProvider } from '../../providers/carrier/port.ts';
import type { MailProvider } from '../../providers/mail/port.ts';
import type { PaymentProvider } from '../../providers/payment/port.ts';
import { billTo } from '../../test/harness/seed.ts';

type Deps = {
  readonly database: Database;
  readonly payments: PaymentProvider;
  readonly carrier: CarrierProvider;
  readonly mail: MailProvider;
};

export type NaiveActivities = ReturnType<typeof createNaiveActivities>;

export function createNaiveActivities({ database, payments, carrier, mail }: Deps) {
  const inTx = (work: (tx: Tx) => Promise<unknown>) => inTransaction(database, async (tx) => void (await work(tx)));

  const setStatus = (orderId: string, status: string) =>
    inTx(async (tx) => {
      const rows = await tx.execute<{ version: number }>(
        sql`update orders set status = ${status}, status_since = now(), version = version + 1 where id = ${orderId} returning version`,
      );
      await tx.execute(sql`
        insert into events (aggregate, aggregate_id, seq, type, actor, data)
        values ('order', ${orderId}, ${rows[0]?.version ?? 0}, ${`order.${status}`}, 'naive', '{}')`);
    });

  const moveLine = (from: string, to: string) => (orderId: string, line: number) =>
    inTx((tx) =>
      tx.execute(sql`
        update reservations set state = ${to}, lease_until = null
        where order_id = ${orderId} and line_no = ${line} and state = ${from}`),
    );

  return {
    setStatus,
    screen: async (orderId: string) => {
      await database.query.execute(sql`select * from orders where id = ${orderId}`);
      await setStatus(orderId, 'received');
    },
    reserveLine: (orderId: string, line: number) =>
      inTx(async (tx) => {
        const rows = await tx.execute<{ sku: string }>(
          sql`select sku from order_lines where order_id = ${orderId} and line_no = ${line}`,
        );
        const sku = rows[0]?.sku ?? '';
        await tx.execute(sql`select 1 from stock where sku = ${sku} and location_id = 'MTL' for update`);
        await tx.execute(sql`update stock set reserved = reserved + 1 where sku = ${sku} and location_id = 'MTL'`);
        await tx.execute(sql`
          insert into reservations (order_id, line_no, shipment_no, sku, location_id, quantity, state, generation, lease_until)
          values (${orderId}, ${line}, 1, ${sku}, 'MTL', 1, 'held', 1, now() + interval '1 hour')`);
      }),
    commitLine: moveLine('held', 'committed'),
    consumeLine: moveLine('committed', 'consumed'),
    deliverLine: (orderId: string, line: number) =>
      inTx((tx) =>
        tx.execute(
          sql`update order_lines set shipped = ordered, delivered = ordered where order_id = ${orderId} and line_no = ${line}`,
        ),
      ),
    authorise: async (orderId: string) => {
      const request = {
        amountMinor: 10_344,
        currency: 'CAD',
        paymentMethod: 'pm_card_visa',
        metadata: { order: orderId },
      };
      done(await payments.authorise({ reference: `${orderId}-P1`, key: `${orderId}-P1/authorise`, ...request }));
    },
    capture: async (orderId: string) => {
      const { payment } = done(await payments.find(`${orderId}-P1`));
      if (!payment) throw new Error('nothing to capture');
      const { providerRef } = payment;
      done(await payments.capture({ key: `${orderId}-P1/capture`, providerRef, amountMinor: 10_344, currency: 'CAD' }));
    },
    buyLabel: async (orderId: string) => {
      const parcel = { reference: `${orderId}-S1`, from: billTo, to: billTo, parcel: { weightGrams: 3000 } };
      const { providerShipmentId, rates } = done(await carrier.rates(parcel));
      done(await carrier.buyLabel({ providerShipmentId, rateId: rates[0].id }));
    },
    recordScan: (orderId: string, scan: string) =>
      inTx((tx) => tx.execute(sql`update orders set version = version + 1 where id = ${orderId} and ${scan} <> ''`)),
    notify: async (orderId: string, step: string) => {
      const text = `Order ${orderId}: ${step}`;
      done(await mail.send({ to: 'zoe@example.com', subject: text, text, messageId: `${orderId}-${step}` }));
    },
  };
}

function done<A extends { readonly kind: string }>(answer: A): Extract<A, { readonly kind: 'done' }> {
  if (answer.kind !== 'done') throw new Error(`a vendor said ${JSON.stringify(answer)}`);
  return answer as Extract<A, { readonly kind: 'done' }>; // just looked
}
