/**
 * Every status an order can be in, and every legal move between two of them.
 * This table is the only place that says so; the database refuses any other move.
 */
export const orderMoves = {
  received: ['on_hold', 'allocating', 'cancelling', 'cancelled', 'needs_intervention'],
  on_hold: [
    'allocating',
    'awaiting_decision',
    'backordered',
    'awaiting_approval',
    'awaiting_payment',
    'confirmed',
    'fulfilling',
    'delivered',
    'cancelling',
    'cancelled',
    'needs_intervention',
  ],
  allocating: [
    'on_hold',
    'awaiting_decision',
    'backordered',
    'awaiting_approval',
    'awaiting_payment',
    'confirmed',
    'fulfilling',
    'delivered',
    'cancelling',
    'cancelled',
    'needs_intervention',
  ],
  awaiting_decision: [
    'on_hold',
    'allocating',
    'backordered',
    'awaiting_approval',
    'awaiting_payment',
    'confirmed',
    'fulfilling',
    'delivered',
    'cancelling',
    'cancelled',
    'needs_intervention',
  ],
  backordered: [
    'on_hold',
    'allocating',
    'awaiting_approval',
    'awaiting_payment',
    'confirmed',
    'cancelling',
    'cancelled',
    'needs_intervention',
  ],
  awaiting_approval: [
    'on_hold',
    'allocating',
    'backordered',
    'awaiting_payment',
    'confirmed',
    'fulfilling',
    'delivered',
    'cancelling',
    'cancelled',
    'needs_intervention',
  ],
  awaiting_payment: [
    'on_hold',
    'allocating',
    'backordered',
    'awaiting_approval',
    'confirmed',
    'fulfilling',
    'delivered',
    'cancelling',
    'cancelled',
    'needs_intervention',
  ],
  confirmed: [
    'on_hold',
    'allocating',
    'backordered',
    'awaiting_approval',
    'awaiting_payment',
    'fulfilling',
    'delivered',
    'cancelling',
    'cancelled',
    'needs_intervention',
  ],
  fulfilling: [
    'on_hold',
    'allocating',
    'awaiting_decision',
    'awaiting_approval',
    'awaiting_payment',
    'delivered',
    'cancelling',
    'cancelled',
    'needs_intervention',
  ],
  delivered: ['fulfilling', 'completed', 'needs_intervention'],
  cancelling: ['cancelled', 'needs_intervention'],
  needs_intervention: [
    'received',
    'on_hold',
    'allocating',
    'awaiting_decision',
    'backordered',
    'awaiting_approval',
    'awaiting_payment',
    'confirmed',
    'fulfilling',
    'delivered',
    'cancelling',
    'cancelled',
    'completed',
  ],
  completed: [],
  cancelled: [],
} as const satisfies Record<string, readonly string[]>;

export type OrderStatus = keyof typeof orderMoves;
type ClosedStatus = 'completed' | 'cancelled';
export type OpenStatus = Exclude<OrderStatus, ClosedStatus>;

export const orderStatuses = Object.keys(orderMoves) as OrderStatus[]; // Object.keys widens to string[]

export function isClosed(status: OrderStatus): status is ClosedStatus {
  return orderMoves[status].length === 0;
}

export function canMove(from: OrderStatus, to: OrderStatus): boolean {
  const targets: readonly OrderStatus[] = orderMoves[from];
  return targets.includes(to);
}
