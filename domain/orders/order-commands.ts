/** What people may ask of a running order, and in which statuses. The database has the last word on each unit. */
import type { Permission } from '../access/roles.ts';
import { type Refusal, refusal } from '../errors/error-codes.ts';
import { isClosed, type OrderStatus, orderStatuses } from './order-states.ts';

const anyOpen = orderStatuses.filter((s) => s !== 'completed' && s !== 'cancelled');
const beforeDelivery = anyOpen.filter((s) => s !== 'delivered' && s !== 'cancelling');
/** A parcel has a label only once it was promised: an addition that waits for an answer does not hold it back. */
const underWay = [
  'confirmed',
  'fulfilling',
  'allocating',
  'awaiting_payment',
  'awaiting_decision',
  'awaiting_approval',
  'needs_intervention',
] as const;

/** What a parcel under way can come back to. */
const withParcelsAway = [
  'fulfilling',
  'delivered',
  'on_hold',
  'needs_intervention',
  'awaiting_payment',
  'awaiting_decision',
  'awaiting_approval',
  'allocating',
] as const;

export const orderCommands = {
  cancel: { permission: 'orders.cancel', statuses: beforeDelivery },
  decide: { permission: 'orders.decide', statuses: ['awaiting_decision', 'on_hold', 'needs_intervention'] },
  change_payment_method: {
    permission: 'orders.change-payment',
    statuses: [
      ...(['awaiting_payment', 'awaiting_decision', 'awaiting_approval'] as const),
      ...(['backordered', 'on_hold', 'needs_intervention'] as const),
    ],
  },
  resolve_intervention: { permission: 'orders.intervene', statuses: ['needs_intervention'] },
  raise_hold: { permission: 'orders.hold', statuses: beforeDelivery },
  release_hold: { permission: 'orders.release-hold', statuses: anyOpen },
  preview_amendment: { permission: 'orders.amend', statuses: beforeDelivery },
  confirm_amendment: { permission: 'orders.amend', statuses: beforeDelivery },
  decline_amendment: { permission: 'orders.amend', statuses: anyOpen },
  decide_approval: { permission: 'approvals.decide', statuses: anyOpen },
  hand_over: { permission: 'shipments.hand-over', statuses: underWay },
  short_pick: { permission: 'shipments.short-pick', statuses: underWay },
  receive_return: {
    permission: 'shipments.return',
    statuses: withParcelsAway,
  },
  correct_tracking: {
    permission: 'shipments.correct',
    statuses: withParcelsAway,
  },
} as const satisfies Record<string, { permission: Permission; statuses: readonly OrderStatus[] }>;

export type OrderCommandKind = keyof typeof orderCommands;

export function possibleIn(kind: OrderCommandKind): readonly OrderStatus[] {
  return orderCommands[kind].statuses;
}

/** Why an order in this status takes no such command; null when its status allows it. */
export function refusedIn(kind: OrderCommandKind, { id, status }: { id: string; status: OrderStatus }): Refusal | null {
  if (isClosed(status)) return refusal('order_closed', { order: id, status });
  if (possibleIn(kind).includes(status)) return null;
  return refusal('not_in_this_status', { order: id, status, possible: possibleIn(kind).join(', ') });
}
