import { z } from 'zod';
import { findCommand } from '../../db/commands/read-command.ts';
import { type Role, seesPrices } from '../../domain/access/roles.ts';
import type { CommandOutcome } from '../../domain/commands/outcome.ts';
import { errorText } from '../../domain/errors/error-codes.ts';
import { orderCommands } from '../../domain/orders/order-commands.ts';
import { withoutAmounts } from '../events/event-resource.ts';
import { refuse } from '../problem.ts';
import { type Caller, defineRoute } from '../route.ts';
import { commandExample, commandResult } from './command-schemas.ts';

export const commandRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/commands/{id}',
    tag: 'Commands',
    summary: 'What came of a command',
    description:
      'For a command that was answered 202: poll here until its state is settled. Commands to orders are read by all who read orders, others by who sent them and by administrators.',
    permission: 'orders.read',
    idempotent: false,
    params: z.strictObject({ id: z.string().min(1).max(64) }),
    responses: {
      200: {
        description: 'The command',
        schema: commandResult,
        example: { ...commandExample, kind: 'hand_over', subject: 'ORD-7K3M2QX' },
      },
    },
    handle: async ({ deps, caller, params }) => {
      const command = await findCommand(deps.database, params.id);
      if (command === null || !mayRead(caller, command)) throw refuse('not_found', { thing: `Command ${params.id}` });
      const { id, kind, subject, outcome } = command;
      const state = outcome === null ? ('accepted' as const) : ('settled' as const);
      return { status: 200, body: { command: id, kind, subject, state, ...answerOf(outcome, caller.role) } };
    },
  }),
];

/** What was asked about a customer or a key is nobody else's business. */
function mayRead({ callerId, role }: Caller, command: { readonly kind: string; readonly caller: string }): boolean {
  const isOfAnOrder = command.kind === 'place_order' || command.kind in orderCommands;
  return isOfAnOrder || command.caller === callerId || role === 'admin';
}

function answerOf(
  outcome: CommandOutcome | null,
  role: Role,
): Pick<z.input<typeof commandResult>, 'result' | 'refusal'> {
  if (outcome?.result === 'done') {
    const shown = seesPrices(role) ? outcome.details : withoutAmounts(outcome.details);
    return { result: shown as Record<string, unknown> }; // an object stays one
  }
  if (outcome === null) return { result: null };
  const { code, details } = outcome;
  // The only refusal that names an amount.
  const told = seesPrices(role) || code !== 'above_authority' ? details : { ...details, amount: '…', limit: '…' };
  return {
    result: null,
    refusal: { code, detail: errorText(code, told, 'en'), detailFr: errorText(code, told, 'fr') },
  };
}
