import { priceOrder } from '../../domain/catalogue/pricing.ts';
import type { RefusalReason } from '../../domain/errors/error-codes.ts';
import { readableId } from '../../domain/ids.ts';
import { checkIntake } from '../../domain/orders/check-intake.ts';
import type { PlaceOrderPayload } from '../../domain/orders/command-payloads.ts';
import type { OrderPolicy } from '../../domain/orders/order-policy.ts';
import { tooLarge } from '../../domain/orders/order-size.ts';
import { acceptCommand, findByKey, type NewCommand } from '../commands/accept-command.ts';
import { appendEvents } from '../events/append-events.ts';
import type { Database } from '../pool.ts';
import { orderLines, orders } from '../schema/orders.ts';
import { inTransaction, type Tx } from '../transaction.ts';
import { type Intake, loadIntake } from './load-intake.ts';

export type PlaceOrderCommand = Omit<NewCommand, 'kind' | 'subject' | 'payload'> & {
  readonly payload: PlaceOrderPayload;
};

export type Placement =
  | { readonly kind: 'placed'; readonly orderId: string; readonly again: boolean }
  | { readonly kind: 'reused' }
  | { readonly kind: 'invalid'; readonly problems: readonly RefusalReason[] };

/**
 * Accepts an order: command, order, lines and first event in one transaction, prices and tax snapshotted from the
 * catalogue of this instant. The same request again finds the same order.
 */
export function placeOrder(database: Database, command: PlaceOrderCommand, policy: OrderPolicy): Promise<Placement> {
  return inTransaction(database, (tx) => placeOrderIn(tx, { command, policy }));
}

type Placing = {
  readonly command: PlaceOrderCommand;
  readonly policy: OrderPolicy;
  /** Unit prices that were promised, per SKU; without, the catalogue's. */
  readonly promised?: ReadonlyMap<string, number>;
};

/** The same within a transaction that does more. */
export async function placeOrderIn(tx: Tx, { command, policy, promised }: Placing): Promise<Placement> {
  const earlier = await findByKey(tx, command);
  if (earlier !== null) return asPlacement(earlier);
  const { payload } = command;
  const known = await loadIntake(tx, { ...payload, skus: payload.lines.map((line) => line.sku) });
  const intake = promised ? atPromised(known, promised) : known;
  const problems = checkIntake(payload, intake);
  if (problems.length > 0) return { kind: 'invalid', problems };
  const large = tooLarge(sizes(payload, intake));
  if (large !== null) return { kind: 'invalid', problems: [{ pointer: '/lines', ...large }] };

  const orderId = readableId('ORD', BigInt(intake.sequence));
  const accepted = await acceptCommand(tx, { ...command, kind: 'place_order', subject: orderId });
  if (accepted.kind !== 'new') return asPlacement(accepted); // another one with the same key was faster
  await insertOrder(tx, { orderId, command, policy, intake });
  return { kind: 'placed', orderId, again: false };
}

function atPromised(intake: Intake, promised: ReadonlyMap<string, number>): Intake {
  const products = intake.products.map((product) => ({
    ...product,
    priceMinor: promised.get(product.sku) ?? product.priceMinor,
  }));
  return { ...intake, products };
}

function asPlacement(earlier: { kind: 'known'; subject: string } | { kind: 'reused' }): Placement {
  return earlier.kind === 'reused' ? earlier : { kind: 'placed', orderId: earlier.subject, again: true };
}

function sizes({ lines }: PlaceOrderPayload, { products }: Intake) {
  const entries = new Map(products.map((product) => [product.sku, product]));
  return lines.map(({ sku, quantity }) => {
    const entry = entries.get(sku);
    return { quantity, unitPriceMinor: entry?.priceMinor ?? 0, parts: entry?.parts ?? [] };
  });
}

type NewOrder = { orderId: string; command: PlaceOrderCommand; policy: OrderPolicy; intake: Intake };

async function insertOrder(tx: Tx, { orderId, command, policy, intake }: NewOrder): Promise<void> {
  const { payload, actor } = command;
  const entries = new Map(intake.products.map((product) => [product.sku, product]));
  const priced = priceOrder({
    currency: payload.currency,
    discountBps: payload.discountBps,
    lines: payload.lines.map((line, index) => {
      const entry = entries.get(line.sku);
      return { lineNo: index + 1, ...line, unitPriceMinor: entry?.priceMinor ?? 0, taxRatePpm: entry?.taxRatePpm ?? 0 };
    }),
  });
  await tx.insert(orders).values({
    id: orderId,
    customerId: payload.customerId,
    channel: payload.channel,
    currency: payload.currency,
    netMinor: priced.netMinor,
    taxMinor: priced.taxMinor,
    totalMinor: priced.totalMinor,
    discountBps: payload.discountBps,
    shortagePolicy: payload.shortagePolicy,
    priority: payload.priority,
    paymentMethod: payload.payment.method,
    paymentToken: payload.payment.method === 'card' ? payload.payment.token : null,
    shipTo: payload.shipTo,
    policy,
    placedBy: actor,
    version: 1,
  });
  await tx.insert(orderLines).values(
    priced.lines.map((line) => ({
      orderId,
      lineNo: line.lineNo,
      sku: line.sku,
      unitPriceMinor: line.unitPriceMinor,
      taxRatePpm: line.taxRatePpm,
      discountMinor: line.discountMinor,
      netMinor: line.netMinor,
      taxMinor: line.taxMinor,
      totalMinor: line.totalMinor,
      parts: entries.get(line.sku)?.parts ?? [],
      weightGrams: entries.get(line.sku)?.weightGrams ?? 0,
      ordered: line.quantity,
    })),
  );
  await appendEvents(tx, { aggregate: 'order', id: orderId, version: 0, actor, customerId: payload.customerId }, [
    {
      type: 'order.received',
      data: { totalMinor: priced.totalMinor, currency: payload.currency, lines: priced.lines.length },
    },
  ]);
}
