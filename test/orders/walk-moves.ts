/** What people, carriers, suppliers and time may do to an order, picked at random. */
import { sql } from 'drizzle-orm';
import { expireLeases } from '../../db/inventory/expire-leases.ts';
import { fillBackorders } from '../../db/inventory/fill-backorders.ts';
import { changeBesideProcess } from '../../db/orders/change-order.ts';
import { recordScans } from '../../db/shipping/record-scans.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { PlaceOrderPayload } from '../../domain/orders/command-payloads.ts';
import { hasLeft, isPending, lacksPayment } from '../../domain/orders/order-facts.ts';
import type { DrivenOrder, DrivenOrders } from '../harness/driven-orders.ts';
import { pick, type Random, upTo } from '../harness/random.ts';
import { billTo, putStock } from '../harness/seed.ts';
import { keepsPromises } from './walk-checks.ts';

/** `shop`: asked for at each move, since it is started after this is called. */
export function walkMoves(shop: () => DrivenOrders) {
  function placed(random: Random): Promise<DrivenOrder> {
    const lines = Array.from({ length: 1 + upTo(random, 2) }, () => ({
      sku: pick(random, ['LAMP', 'DESK', 'SET', 'BULB']),
      quantity: 1 + upTo(random, 3),
    }));
    // Enough of these need an approval.
    if (random() < 0.2) lines.push({ sku: 'CHAIR', quantity: 150 });
    const payment = pick<PlaceOrderPayload['payment']>(random, [
      { method: 'card', token: 'pm_card_visa' },
      { method: 'card', token: 'pm_card_visa' },
      { method: 'card', token: 'pm_card_chargeDeclined' },
      { method: 'account' },
    ]);
    return shop().place({
      customerId: payment.method === 'account' ? 'CUS-ACCOUNT' : 'CUS-CARD',
      payment,
      lines,
      shortagePolicy: pick(random, ['ask', 'ask', 'backorder', 'partial', 'cancel']),
      discountBps: pick(random, [0, 0, 0, 1000, 2000]),
    });
  }

  /** One random thing that people, carriers or time do to an order. */
  async function act(random: Random, driver: DrivenOrder): Promise<void> {
    if (driver.closed()) return;
    const facts = await driver.facts();
    const line = pick(random, facts.lines);
    const pending = facts.shipments.filter(isPending);
    const away = facts.shipments.filter(hasLeft);
    const actions: (() => Promise<unknown>)[] = [
      () =>
        driver.command('cancel', { lines: [{ lineNo: line.lineNo, quantity: 1 + upTo(random, 1) }], reason: 'walk' }),
      () => driver.command('raise_hold', { kind: pick(random, ['manual', 'fraud', 'credit']), reason: 'walk' }),
      () => amend(random, driver),
      () => keepsPromises(driver, driver.ring),
      () =>
        shop().stripe.fault({
          op: pick(random, ['authorise', 'capture', 'void', 'refund']),
          mode: pick(random, ['decline', 'timeout_after', 'error_500']),
          match: driver.id,
        }),
      () => shop().carrier.fault({ op: pick(random, ['rates', 'buy', 'void']), mode: 'refuse', match: driver.id }),
      () => amendTwice(random, driver),
      () => driver.refresh(),
    ];
    const { offer, approval } = facts;
    if (offer)
      actions.push(() => driver.command('decide', { version: offer.version, choice: pick(random, offer.options) }));
    for (const hold of facts.holds)
      actions.push(() => driver.command('release_hold', { kind: hold.kind, reason: 'walk' }));
    if (approval?.state === 'open') {
      const decision = pick(random, ['approve', 'approve', 'reject'] as const);
      actions.push(() =>
        keepsPromises(driver, () =>
          driver.command('decide_approval', {
            approvalId: approval.id,
            decision,
            reason: 'walk',
            digest: approval.digest,
          }),
        ),
      );
    }
    if (facts.shipments.some((s) => lacksPayment(facts, s))) {
      const paymentToken = pick(random, ['pm_card_visa', 'pm_card_chargeDeclined']);
      actions.push(() => driver.command('change_payment_method', { paymentMethod: 'card', paymentToken }));
    }
    for (const shipment of pending) {
      actions.push(
        () => driver.command('hand_over', { shipmentId: shipment.id }),
        () => driver.command('hand_over', { shipmentId: shipment.id }),
        () =>
          driver.command('short_pick', {
            shipmentId: shipment.id,
            missing: [{ lineNo: shipment.lines[0]?.lineNo ?? 1, quantity: 1 }],
            reason: 'walk',
          }),
      );
    }
    for (const shipment of away) {
      actions.push(
        () => scan(random, driver, shipment.id),
        () => scan(random, driver, shipment.id),
        () =>
          driver.command('correct_tracking', {
            shipmentId: shipment.id,
            status: pick(random, ['in_transit', 'delivered', 'returning', 'lost']),
            reason: 'walk',
          }),
        () =>
          driver.command('receive_return', {
            shipmentId: shipment.id,
            lines: shipment.lines.map((l) => {
              const restocked = upTo(random, l.quantity);
              return { lineNo: l.lineNo, restocked, writtenOff: l.quantity - restocked };
            }),
            // biome-ignore lint/suspicious/noThenProperty: a field of the command
            then: pick(random, ['refund', 'reship']),
            reason: 'walk',
          }),
      );
    }
    for (const stuck of facts.interventions.filter((i) => i.state === 'open')) {
      actions.push(() =>
        driver.command('resolve_intervention', {
          no: stuck.no,
          // Who skips a void, a capture or a refund has done it at the provider: nobody does here.
          resolution: pick(
            random,
            stuck.work === 'buy_label' ? ['retry', 'skip', 'compensate'] : ['retry', 'compensate'],
          ),
          reason: 'walk',
        }),
      );
    }
    await pick(random, actions)();
  }

  const preview = async (random: Random, driver: DrivenOrder): Promise<{ no: number; version: number } | null> => {
    const facts = await driver.facts();
    const line = pick(random, facts.lines);
    const change = pick(random, [
      { quantities: [{ lineNo: line.lineNo, quantity: upTo(random, line.ordered + 2) }] },
      { addLines: [{ sku: pick(random, ['BULB', 'SET', 'LAMP']), quantity: 1 + upTo(random, 2) }] },
      { addLines: [{ sku: 'CHAIR', quantity: pick(random, [1, 140]) }] },
      {
        quantities: facts.lines.map(({ lineNo }) => ({ lineNo, quantity: 0 })),
        addLines: [{ sku: 'LAMP', quantity: 1 }],
      },
      { shipTo: { ...billTo, region: pick(random, ['QC', 'ON', 'BC']), line1: `${upTo(random, 9)}, rue Neuve` } },
    ]);
    const previewed = await driver.command(
      'preview_amendment',
      { baseVersion: facts.version, change },
      pick(random, ['agent', 'admin'] as const),
    );
    return previewed.result === 'done' ? { no: Number(previewed.details.no), version: facts.version + 1 } : null;
  };

  async function amend(random: Random, driver: DrivenOrder): Promise<void> {
    const previewed = await preview(random, driver);
    if (previewed === null) return;
    const { no, version } = previewed;
    if (random() < 0.2) await driver.command('decline_amendment', { no });
    else
      await driver.command(
        'confirm_amendment',
        { no, baseVersion: version },
        pick(random, ['agent', 'admin'] as const),
      );
  }

  /** The second one was asked for on top of the first, which is then stale. */
  async function amendTwice(random: Random, driver: DrivenOrder): Promise<void> {
    const [first, second] = [await preview(random, driver), await preview(random, driver)];
    for (const previewed of [second, first])
      if (previewed)
        await driver.command('confirm_amendment', { no: previewed.no, baseVersion: previewed.version }, 'agent');
  }

  async function scan(random: Random, driver: DrivenOrder, shipmentId: string): Promise<void> {
    const status = pick(random, [
      'in_transit',
      'out_for_delivery',
      'attempt_failed',
      'exception',
      'returning',
      'delivered',
      'lost',
    ] as const);
    await inTransaction(shop().database, (tx) =>
      changeBesideProcess(tx, { orderId: driver.id, now: driver.now(), actor: 'carrier' }, (change) =>
        recordScans(change, shipmentId, [
          {
            id: `scan-${random()}`,
            occurredAt: new Date(driver.now()).toISOString(),
            status,
            rawCode: status,
            message: '',
            correction: false,
          },
        ]),
      ),
    );
    await driver.refresh();
  }

  /** Stock arrives, leases lapse. */
  async function world(random: Random, drivers: readonly DrivenOrder[]): Promise<void> {
    if (random() < 0.7) {
      await putStock(
        shop().database,
        pick(random, ['LAMP', 'DESK', 'BULB']),
        pick(random, ['MTL', 'TOR']),
        1 + upTo(random, 3),
      );
      await fillBackorders(shop().database);
    } else {
      await shop().database.query.execute(
        sql`update reservations set lease_until = now() - interval '1 second' where state = 'held'`,
      );
      await expireLeases(shop().database, 1000);
    }
    for (const driver of drivers) {
      await driver.refresh();
      if (!driver.closed()) await driver.settle();
    }
  }

  return { placed, act, world };
}
