import type { ParamsOf, TemplateName } from '../../domain/messages/templates.ts';
import { nextDeadline } from '../../domain/orders/deadline.ts';
import { dueWork } from '../../domain/orders/due-work.ts';
import { nextStatus } from '../../domain/orders/next-status.ts';
import type { OrderFacts } from '../../domain/orders/order-facts.ts';
import { canMove, isClosed, type OrderStatus } from '../../domain/orders/order-states.ts';
import type { Progress } from '../../domain/orders/progress.ts';
import type { EventType } from '../../domain/timeline/event-words.ts';
import type { NewEvent } from '../events/append-events.ts';
import type { Tx } from '../transaction.ts';
import { loadFactsAndEffect, loadOrderFacts } from './load-facts.ts';
import { lockOrder } from './lock-order.ts';
import { voidPreviews } from './void-previews.ts';
import { type Told, writeChange } from './write-change.ts';

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

export type ChangeOptions = {
  readonly orderId: string;
  /** Process time, epoch ms. */
  readonly now: number;
  readonly actor: string;
  /** Re-reads the facts and moves the status. Only steps of the order's own process do. */
  readonly settle: boolean;
};

type Locked = ChangeOptions & {
  readonly effect: string | null;
  /** Whether the process must look at what was changed beside it, by what the change gave back. */
  readonly wanted: (value: unknown) => boolean;
};

type Changed<T> = { readonly value: T; readonly progress: Progress; readonly facts: OrderFacts };

/**
 * The one way to change an order: locks its row, applies `change`, and writes what it recorded and told in the
 * same transaction. With `settle` the status follows from the new facts, by a legal move or not at all.
 * Throws `OrderMissing` for an unknown id.
 */
export async function changeOrder<T>(
  tx: Tx,
  options: ChangeOptions,
  change: (change: OrderChange) => Promise<T>,
): Promise<Changed<T>> {
  return lockAndChange(tx, { ...options, effect: null, wanted: () => false }, change);
}

/**
 * What a carrier or a bank says changes facts and leaves the status to the process. Resolves with whether `change` wants that
 * to look. It is to be nudged after the commit; where that is lost, the relay nudges it until it has looked.
 */
export async function changeBesideProcess(
  tx: Tx,
  options: Omit<ChangeOptions, 'settle'>,
  change: (change: OrderChange) => Promise<boolean>,
): Promise<boolean> {
  const beside = { ...options, settle: false, effect: null, wanted: (value: unknown) => value === true };
  return (await lockAndChange(tx, beside, change)).value;
}

/** The same, done once under a key: a second attempt changes nothing and gets the progress that the first one stored. */
export async function changeOrderOnce(
  tx: Tx,
  options: ChangeOptions & { readonly effect: string },
  change: (change: OrderChange) => Promise<void>,
): Promise<Progress> {
  const { orderId, effect } = options;
  await mustLock(tx, orderId);
  const earlier = await loadFactsAndEffect(tx, orderId, effect);
  if (earlier.effect !== null) return earlier.effect as Progress; // stored by this very function
  if (earlier.facts === null) throw new OrderMissing(orderId);
  return (await changeLocked(tx, { ...options, wanted: () => false }, earlier.facts, change)).progress;
}

async function lockAndChange<T>(
  tx: Tx,
  options: Locked,
  change: (change: OrderChange) => Promise<T>,
): Promise<Changed<T>> {
  await mustLock(tx, options.orderId);
  return changeLocked(tx, options, await mustLoad(tx, options.orderId), change);
}

async function changeLocked<T>(
  tx: Tx,
  options: Locked,
  before: OrderFacts,
  change: (change: OrderChange) => Promise<T>,
): Promise<Changed<T>> {
  const { orderId, now, actor, settle, effect, wanted } = options;
  const recorded: NewEvent[] = [];
  const told: Told[] = [];
  const value = await change({
    tx,
    facts: before,
    now,
    actor,
    record: (type, data = {}) => void recorded.push({ type, data }),
    tell: (template, step, params) => void told.push({ template, step, params: { orderId, ...params } }),
  });

  const after = recorded.length > 0 ? await mustLoad(tx, orderId) : before;
  const status = settle ? nextStatus(after, now) : before.status;
  if (status !== before.status) {
    assertMove(orderId, before.status, status);
    recorded.push({ type: `order.${status}`, data: { from: before.status } });
    if (status === 'cancelled') told.push({ template: 'order_cancelled', step: 'cancelled', params: { orderId } });
    if (isClosed(status)) await voidPreviews(tx, orderId, now);
  }
  const settled: OrderFacts = { ...after, status, deliveredAt: deliveredAt(after, status, now) };
  const until = nextDeadline(settled, status);
  const version = before.version + recorded.length;
  const progress = { version, status, until, due: dueWork(settled) };
  await writeChange(tx, {
    order: settled,
    before,
    now,
    actor,
    recorded,
    told,
    ...(settle && { waitingUntil: until }),
    nudge: settle ? 'heeded' : wanted(value) && !isClosed(status) ? 'owed' : 'as_it_was',
    effect: effect === null ? null : { key: effect, result: progress },
  });
  return { value, progress, facts: { ...settled, version } };
}

/** The claim window runs from the delivery; a correction that puts a parcel back on its way takes it away. */
function deliveredAt(facts: OrderFacts, status: OrderStatus, now: number): number | null {
  if (status === 'delivered') return facts.deliveredAt ?? now;
  return status === 'fulfilling' ? null : facts.deliveredAt;
}

/** The same change with the facts as its own writes have left them. */
export async function withFreshFacts(change: OrderChange): Promise<OrderChange> {
  return { ...change, facts: await mustLoad(change.tx, change.facts.id) };
}

class OrderMissing extends Error {
  readonly orderId: string;
  constructor(orderId: string) {
    super(`order ${orderId} does not exist`);
    this.name = 'OrderMissing';
    this.orderId = orderId;
  }
}

async function mustLock(tx: Tx, orderId: string): Promise<void> {
  if (!(await lockOrder(tx, orderId))) throw new OrderMissing(orderId);
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
