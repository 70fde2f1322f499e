import { eq } from 'drizzle-orm';
import type { Role } from '../../domain/access/roles.ts';
import type { CommandOutcome } from '../../domain/commands/outcome.ts';
import type { OrderCommandKind } from '../../domain/orders/order-commands.ts';
import { gather } from '../gather.ts';
import type { Database } from '../pool.ts';
import { handWritten } from '../prepared.ts';
import { commands } from '../schema/spine.ts';
import type { Tx } from '../transaction.ts';

export type OrderCommandRow = {
  readonly id: string;
  readonly kind: OrderCommandKind;
  readonly subject: string;
  readonly actor: string;
  readonly role: Role;
  readonly payload: unknown;
  readonly outcome: CommandOutcome | null;
};

/** A command as it was accepted, locked: nobody settles it meanwhile. Null for an unknown id. */
export async function lockCommand(tx: Tx, id: string): Promise<OrderCommandRow | null> {
  const rows = await tx
    .select({
      id: commands.id,
      kind: commands.kind,
      subject: commands.subject,
      actor: commands.actor,
      role: commands.role,
      payload: commands.payload,
      outcome: commands.outcome,
    })
    .from(commands)
    .where(eq(commands.id, id))
    .for('no key update');
  // The API wrote kind, role and outcome from these very types.
  return (rows[0] as OrderCommandRow | undefined) ?? null;
}

type Outcome = { readonly id: string; readonly outcome: CommandOutcome | null };

const selectOutcomes = handWritten<Outcome>('select id, outcome from commands where id = any($1::text[])');

// In the order of their ids, so that two of these never wait for each other.
const markHeard = handWritten<Outcome>(`
with mine as materialized (
  select id from commands where id = any($1::text[]) and unheard order by id for no key update
), heard as (
  update commands set unheard = false where id in (select id from mine)
)
select id, outcome from commands where id = any($1::text[])`);

/** The answer to a command; null while there is none. Asked at the same time for many, they are read together. */
export const readOutcome = together(selectOutcomes);

/** The same, for an answer that its process gave itself: it need not be told again. */
export const hearOutcome = together(markHeard);

type AskOutcome = (id: string) => Promise<CommandOutcome | null>;

function together(ask: (on: Tx, ids: readonly string[]) => Promise<readonly Outcome[]>) {
  const known = new WeakMap<object, AskOutcome>();
  return ({ query }: Pick<Database, 'query'>, id: string): Promise<CommandOutcome | null> => {
    const one = known.get(query) ?? gather((ids: readonly string[]) => inOrder(ids, ask(query, ids)), { most: 100 });
    known.set(query, one);
    return one(id);
  };
}

async function inOrder(ids: readonly string[], asked: Promise<readonly Outcome[]>): Promise<(CommandOutcome | null)[]> {
  const outcomes = new Map((await asked).map((row) => [row.id, row.outcome]));
  return ids.map((id) => outcomes.get(id) ?? null);
}

/** A command of any kind with its answer, outside a transaction; null for an unknown id. */
export async function findCommand(database: Pick<Database, 'query'>, id: string) {
  const rows = await database.query
    .select({
      id: commands.id,
      kind: commands.kind,
      subject: commands.subject,
      caller: commands.caller,
      outcome: commands.outcome,
    })
    .from(commands)
    .where(eq(commands.id, id));
  const row = rows[0];
  return row ? { ...row, outcome: row.outcome as CommandOutcome | null } : null;
}
