import { eq, sql } from 'drizzle-orm';
import { mayBeTold } from '../../domain/customers/message-guard.ts';
import type { ParamsOf, TemplateName } from '../../domain/messages/templates.ts';
import { nextDeadline } from '../../domain/orders/deadline.ts';
import { dueWork } from '../../domain/orders/due-work.ts';
import { nextStatus } from '../../domain/orders/next-status.ts';
import type { OrderFacts } from '../../domain/orders/order-facts.ts';
import { canMove, type OrderStatus } from '../../domain/orders/order-states.ts';
import type { Progress } from '../../domain/orders/progress.ts';
import type { EventType } from '../../domain/timeline/event-words.ts';
import { readCustomerForMessage } from '../customers/move-lifecycle.ts';
import { appendEvents, type NewEvent } from '../events/append-events.ts';
import { messages, orders } from '../schema/orders.ts';
import type { Tx } from '../transaction.ts';
import { loadOrderFacts } from './load-facts.ts';
import { lockOrder } from './lock-order.ts';

export type OrderChange = {
  readonly tx: Tx;
  /** As they were when the lock was taken. */
  readonly facts: OrderFacts;
  readonly now: number;
  readonly actor: string;
  /** Something that happened, for the timeline. */
  record(type: EventType, data?: Record<string, unknown>): void;
  /** Something the customer is told, once per (order, step), with the params its template asks for. */
  tell<Name extends TemplateName>(template: Name, step: string, params: ParamsOf<Name>): void;
};

type Told = { readonly template: TemplateName; readonly step: string; readonly params: Record<string, unknown> };

export type ChangeOptions = {
  readonly orderId: string;
  /** Process time, epoch ms. */
  readonly now: number;
  readonly actor: string;
  /** Re-reads the facts and moves the status. Only steps of the order's own process do. */
  readonly settle: boolean;
};

/**
 * The one way to change an order: locks its row, applies `change`, and writes what it recorded and told in the
 * same transaction. With `settle` the status follows from the new facts, by a legal move or not at all.
 * Throws `OrderMissing` for an unknown id.
 */
export async function changeOrder<T>(
  tx: Tx,
  options: ChangeOptions,
  change: (change: OrderChange) => Promise<T>,
): Promise<{ value: T; progress: Progress; facts: OrderFacts }> {
  const { orderId, now, actor } = options;
  if (!(await lockOrder(tx, orderId))) throw new OrderMissing(orderId);
  const before = await mustLoad(tx, orderId);
  const recorded: NewEvent[] = [];
  const told: Told[] = [];
  const value = await change({
    tx,
    facts: before,
    now,
    actor,
    record: (type, data = {}) => void recorded.push({ type, data }),
    tell: (template, step, params) => void told.push({ template, step, params: { ...params } }),
  });

  const after = recorded.length > 0 ? await mustLoad(tx, orderId) : before;
  const status = options.settle ? nextStatus(after, now) : before.status;
  if (status !== before.status) {
    assertMove(orderId, before.status, status);
    recorded.push({ type: `order.${status}`, data: { from: before.status } });
    if (status === 'cancelled') told.push({ template: 'order_cancelled', step: 'cancelled', params: {} });
  }
  const settled: OrderFacts = { ...after, status, deliveredAt: deliveredAt(after, status, now) };
  const until = nextDeadline(settled, status);
  const of = {
    aggregate: 'order' as const,
    id: orderId,
    version: before.version,
    actor,
    customerId: before.customerId,
  };
  const version = await appendEvents(tx, of, recorded);
  if (version !== before.version) {
    await tx
      .update(orders)
      .set({
        status,
        version,
        ...(status !== before.status && { statusSince: new Date(now), deliveredAt: asDate(settled.deliveredAt) }),
        ...(options.settle && { waitingUntil: asDate(until) }),
      })
      .where(eq(orders.id, orderId));
  }
  await insertMessages(tx, settled, told);
  return {
    value,
    progress: { version, status, until, due: dueWork(settled) },
    facts: { ...settled, version },
  };
}

/** The claim window runs from the delivery; a correction that puts a parcel back on its way takes it away. */
function deliveredAt(facts: OrderFacts, status: OrderStatus, now: number): number | null {
  if (status === 'delivered') return facts.deliveredAt ?? now;
  return status === 'fulfilling' ? null : facts.deliveredAt;
}

const asDate = (at: number | null): Date | null => (at === null ? null : new Date(at));

/** The same change with the facts as its own writes have left them. */
export async function withFreshFacts(change: OrderChange): Promise<OrderChange> {
  return { ...change, facts: await mustLoad(change.tx, change.facts.id) };
}

export class OrderMissing extends Error {
  readonly orderId: string;
  constructor(orderId: string) {
    super(`order ${orderId} does not exist`);
    this.name = 'OrderMissing';
    this.orderId = orderId;
  }
}

async function mustLoad(tx: Tx, orderId: string): Promise<OrderFacts> {
  const facts = await loadOrderFacts(tx, orderId);
  if (facts === null) throw new OrderMissing(orderId);
  return facts;
}

function assertMove(orderId: string, from: OrderStatus, to: OrderStatus): void {
  if (!canMove(from, to))
    throw new Error(`order ${orderId}: no move from ${from} to ${to}; order-states.ts lists the legal ones`);
}

/**
 * Told only to somebody who is still one, read under a lock that any step of their life waits for, and that no other change
 * of them does: an order's row is locked before it.
 */
async function insertMessages(tx: Tx, facts: OrderFacts, told: readonly Told[]): Promise<void> {
  if (told.length === 0) return;
  const process = `order/${facts.id}`;
  const customer = await readCustomerForMessage(tx, facts.customerId);
  if (customer === null || !mayBeTold(customer.lifecycle)) return;
  await tx
    .insert(messages)
    .values(
      told.map(({ template, step, params }) => ({
        id: `${facts.id}-${step}`,
        process,
        step,
        customerId: customer.id,
        lifecycle: customer.lifecycle,
        customerVersion: customer.version,
        template,
        params: { orderId: facts.id, ...params },
      })),
    )
    .onConflictDoNothing();
  await tx.execute(sql`notify messages_queued`);
}
