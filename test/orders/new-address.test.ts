/** An order that is to go elsewhere: what becomes of it where nobody lets the new address through. */
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { runAudit } from '../../db/audit/run-audit.ts';
import type { Address } from '../../domain/orders/address.ts';
import type { PlaceOrderPayload } from '../../domain/orders/command-payloads.ts';
import { waitingFor } from '../../domain/orders/waiting.ts';
import { type DrivenOrder, type DrivenOrders, startDrivenOrders } from '../harness/driven-orders.ts';
import { billTo, putStock } from '../harness/seed.ts';
import { amendmentMoves } from './amendment-moves.ts';
import { parcelOf } from './step-moves.ts';

let orders: DrivenOrders;
const { product, customerOwing, confirmed, amend, approve } = amendmentMoves(() => orders);

const nowhere: Address = { ...billTo, postalCode: 'nowhere' };
const office: Address = { ...billTo, line1: '7, rue Neuve' };
const abroad: Address = { ...billTo, country: 'US', region: 'NY', postalCode: '14201' };

beforeAll(async () => {
  orders = await startDrivenOrders();
  await putStock(orders.database, 'LAMP', 'MTL', 5000);
});
afterEach(async () => expect(await runAudit(orders.database)).toEqual([]));
afterAll(() => orders.close());

/** Confirmed to its customer; a question keeps its parcel from getting a label, so that its address may change yet. */
async function promised(more: Partial<PlaceOrderPayload> = {}): Promise<DrivenOrder> {
  const order = await orders.place(more);
  while ((await order.facts()).confirmedAt === null) expect(await order.advance()).toBe(true);
  await order.command('raise_hold', { kind: 'manual', reason: 'a question' });
  return order;
}

const answered = (order: DrivenOrder) => order.command('release_hold', { kind: 'manual', reason: 'answered' });

/** Nobody decides: the hold that was raised first comes to its end. */
async function deadlineComes(order: DrivenOrder): Promise<void> {
  await order.ring();
  await order.settle();
}

async function shipToOf({ id }: DrivenOrder): Promise<Address | undefined> {
  const rows = await orders.database.query.execute<{ to: Address }>(
    sql`select ship_to as to from orders where id = ${id}`,
  );
  return rows[0]?.to;
}

async function told({ id }: DrivenOrder): Promise<unknown[]> {
  const rows = await orders.database.query.execute<{ message: unknown }>(
    sql`select jsonb_build_array(template, params -> 'moved') as message from messages where process = ${`order/${id}`} order by created_at`,
  );
  return rows.map(({ message }) => message);
}

it('a new address that nobody lets through is given up: the order goes where it was promised to, and its customer is told', async () => {
  const order = await promised();
  await amend(order, { shipTo: nowhere });
  await answered(order);
  expect(order.progress().status).toBe('on_hold');
  const { en, fr } = waitingFor(await order.facts())?.message ?? { en: '', fr: '' };
  expect(en).toContain('At its deadline the order goes to the address that it had before.');
  expect(fr).toContain('À l’échéance, la commande part à l’adresse qu’elle avait avant.');
  await deadlineComes(order);
  expect(order.progress().status).toBe('confirmed');
  expect(await shipToOf(order)).toEqual(billTo);
  expect(await order.facts()).toMatchObject({ holds: [], shipments: [{ state: 'labelled' }] });
  expect(await told(order)).toEqual([
    ['order_confirmed', null],
    ['order_amended', 2],
    ['order_address_kept', null],
  ]);
});

it('with it goes the risk that it added', async () => {
  const first = { customerId: await customerOwing(0), lines: [{ sku: await product(400), quantity: 400 }] };
  const order = await promised(first);
  await amend(order, { shipTo: abroad });
  await answered(order);
  expect(await order.facts()).toMatchObject({ riskPoints: 80, holds: [{ kind: 'fraud' }] });
  await deadlineComes(order);
  expect(order.progress().status).toBe('confirmed');
  expect(await order.facts()).toMatchObject({ riskPoints: 40, holds: [] });
  expect(await shipToOf(order)).toEqual(billTo);
});

it('of several new addresses all are given up that came after the first that nobody let through', async () => {
  const order = await promised({
    customerId: await customerOwing(0),
    lines: [{ sku: await product(400), quantity: 400 }],
  });
  await amend(order, { shipTo: office });
  await amend(order, { shipTo: nowhere });
  order.passTo(order.now() + 3_600_000);
  await amend(order, { shipTo: { ...abroad, postalCode: 'nowhere' } });
  await answered(order);
  expect((await order.facts()).holds).toMatchObject([{ kind: 'address' }, { kind: 'fraud' }]);
  await deadlineComes(order);
  expect(order.progress().status).toBe('confirmed');
  expect(await shipToOf(order)).toEqual(office);
});

it('one that a person let through is none to give up', async () => {
  const order = await promised({
    customerId: await customerOwing(0),
    lines: [{ sku: await product(400), quantity: 400 }],
  });
  await amend(order, { shipTo: nowhere });
  await order.command('release_hold', { kind: 'address', reason: 'the carrier knows it' });
  await amend(order, { shipTo: abroad });
  await answered(order);
  await deadlineComes(order);
  expect(await shipToOf(order)).toEqual(nowhere);
});

it('a later address that passes needs nobody to look at the one before', async () => {
  const order = await promised();
  await amend(order, { shipTo: nowhere });
  await amend(order, { shipTo: office });
  expect((await order.facts()).holds).toMatchObject([{ kind: 'manual' }]);
  await answered(order);
  expect((await order.settle()).status).toBe('confirmed');
  expect(await shipToOf(order)).toEqual(office);
  expect(await told(order)).toContainEqual(['order_amended', 1]);
});

it('the hold of the first check is about the first address: another one that needs no look ends it', async () => {
  const order = await orders.place({ shipTo: nowhere });
  expect((await order.settle()).status).toBe('on_hold');
  await amend(order, { shipTo: { ...office, postalCode: 'nowhere' } });
  expect((await order.facts()).holds).toMatchObject([{ kind: 'address', atDeadline: 'cancel' }]);
  await amend(order, { shipTo: office });
  expect(order.progress().status).toBe('confirmed');
  expect(await shipToOf(order)).toEqual(office);
});

it('an address that somebody holds by hand stays held, whatever address comes after it', async () => {
  const order = await promised();
  await order.command('raise_hold', { kind: 'address', reason: 'the street does not exist' });
  await amend(order, { shipTo: office });
  await answered(order);
  expect((await order.facts()).holds).toMatchObject([{ kind: 'address', reason: 'the street does not exist' }]);
  await deadlineComes(order);
  expect(order.progress().status).toBe('cancelled');
});

it('another address in place of one that was never let through has none to go back to', async () => {
  const order = await orders.place({
    ...{ customerId: await customerOwing(0), lines: [{ sku: await product(400), quantity: 400 }] },
    shipTo: nowhere,
  });
  await order.settle();
  await amend(order, { shipTo: abroad });
  expect((await order.facts()).holds).toMatchObject([{ kind: 'fraud', atDeadline: 'cancel' }]);
  expect(await told(order)).toEqual([['order_amended', 1]]);
  await deadlineComes(order);
  expect(order.progress().status).toBe('cancelled');
});

it('a new address that is held in place of one that was held is given up with it', async () => {
  const order = await promised({
    customerId: await customerOwing(0),
    lines: [{ sku: await product(400), quantity: 400 }],
  });
  await amend(order, { shipTo: nowhere });
  await amend(order, { shipTo: abroad });
  await answered(order);
  expect((await order.facts()).holds).toMatchObject([{ kind: 'fraud' }]);
  await deadlineComes(order);
  expect(order.progress().status).toBe('confirmed');
  expect(await shipToOf(order)).toEqual(billTo);
});

it('what is promised and lies beside the new address is cancelled by no deadline of it', async () => {
  const order = await promised({ lines: [{ sku: 'LAMP', quantity: 2 }] });
  await amend(order, { shipTo: nowhere, quantities: [{ lineNo: 1, quantity: 1 }] });
  await answered(order);
  await deadlineComes(order);
  expect((await order.facts()).lines).toMatchObject([{ ordered: 2, reserved: 1, cancelled: 1 }]);
  expect(order.progress().status).toBe('confirmed');
});

it('who is asked to approve the order decides on what its new address makes of it', async () => {
  const lines = [{ sku: 'LAMP', quantity: 600 }];
  const order = await orders.place({ customerId: await customerOwing(0), lines });
  expect((await order.settle()).status).toBe('awaiting_approval');
  await amend(order, { shipTo: office });
  expect(await order.facts()).toMatchObject({ riskPoints: 55, approval: { state: 'open' } });
  await approve(order);
  expect(order.progress().status).toBe('confirmed');
});

it('and on what is left when the new address is given up', async () => {
  const lines = [{ sku: 'LAMP', quantity: 600 }];
  const order = await orders.place({ customerId: await customerOwing(0), lines });
  await order.settle();
  order.passTo(order.now() + 2 * 3_600_000);
  await amend(order, { shipTo: nowhere });
  while (order.progress().status === 'on_hold') await deadlineComes(order);
  await approve(order);
  expect(order.progress().status).toBe('confirmed');
});

it('a new address that makes it riskier than what needs nobody’s approval waits for a supervisor, whatever was approved before', async () => {
  const first = { customerId: await customerOwing(0), lines: [{ sku: await product(400), quantity: 400 }] };
  const order = await orders.place({ ...first, discountBps: 2000 });
  expect((await order.settle()).status).toBe('awaiting_approval');
  await order.command('raise_hold', { kind: 'manual', reason: 'a question' });
  await approve(order);
  await amend(order, { shipTo: office });
  await answered(order);
  expect(await order.facts()).toMatchObject({
    riskPoints: 65,
    holds: [{ kind: 'fraud', ownerRole: 'supervisor', atDeadline: 'restore_address', details: { riskPoints: 65 } }],
  });
  await order.command('release_hold', { kind: 'fraud', reason: 'they called' });
  expect((await order.settle()).status).toBe('confirmed');
  expect(await shipToOf(order)).toEqual(office);
});

const goesTo = async ({ id }: DrivenOrder) =>
  (
    await orders.database.query.execute<{ to: Address }>(
      sql`select ship_to as to from shipments where order_id = ${id} order by no`,
    )
  ).map(({ to }) => to);

it('what of an order has no label yet goes to its new address, and what has one where the label says', async () => {
  const order = await confirmed();
  await amend(order, { shipTo: office, addLines: [{ sku: 'LAMP', quantity: 1 }] });
  expect((await order.facts()).shipments).toMatchObject([{ state: 'labelled' }, { state: 'labelled' }]);
  expect(await goesTo(order)).toEqual([billTo, office]);
  expect(await told(order)).toContainEqual(['order_amended', 3]);
});

it('so does what waits for stock, also when the first parcel has arrived', async () => {
  const order = await confirmed({ shortagePolicy: 'partial', lines: [{ sku: await product(1), quantity: 3 }] });
  await order.command('hand_over', parcelOf(order));
  await amend(order, { shipTo: office });
  expect(await shipToOf(order)).toEqual(office);
  expect(await goesTo(order)).toEqual([billTo]);
});

it('a parcel whose label was made by hand goes where its order went then', async () => {
  const order = await orders.place();
  await orders.carrier.fault({ op: 'rates', mode: 'refuse', match: order.id });
  expect((await order.settle()).status).toBe('needs_intervention');
  await order.command('resolve_intervention', { no: 1, resolution: 'skip', reason: 'labelled by hand' });
  await amend(order, { shipTo: office, addLines: [{ sku: 'LAMP', quantity: 1 }] });
  expect(await goesTo(order)).toEqual([billTo, office]);
});
