/** What every command to an order is: one function from the order's facts and what was asked to done or refused. */
import type { OrderChange } from '../../../db/orders/change-order.ts';
import type { Role } from '../../../domain/access/roles.ts';
import { type Refusal, refusal } from '../../../domain/errors/error-codes.ts';
import type { CommandPayloads } from '../../../domain/orders/command-payloads.ts';
import type { OrderCommandKind } from '../../../domain/orders/order-commands.ts';

/** What a command leads to: details for the caller, or a refusal that changed nothing. */
export type Applied =
  | { readonly kind: 'done'; readonly details?: Record<string, unknown> }
  | ({ readonly kind: 'refused' } & Refusal);
export type Asker = { readonly actor: string; readonly role: Role };
export type Command<K extends OrderCommandKind> = (
  change: OrderChange,
  payload: CommandPayloads[K],
  asker: Asker,
) => Promise<Applied>;

export const done = (details: Record<string, unknown> = {}): Applied => ({ kind: 'done', details });
export const refused = (...args: Parameters<typeof refusal>): Applied => ({ kind: 'refused', ...refusal(...args) });
