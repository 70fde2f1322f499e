import { Argument, Command } from 'commander';
import { type ApiKey, createKey, knownInOtherCase, listKeys, revokeKey } from '../../db/access/api-keys.ts';
import { type Database, openDatabase } from '../../db/pool.ts';
import { hasLeft } from '../../db/staff/staff.ts';
import { inTransaction } from '../../db/transaction.ts';
import { type Role, roles } from '../../domain/access/roles.ts';
import { requireDatabaseUrl } from '../database-url.ts';
import { CliFailure } from '../failure.ts';
import { outputOf, table } from '../output.ts';
import { readActor } from '../read-argument.ts';

/** `parcours keys …`: works on the database itself, so that the first key needs no key. */
export function keysCommand(): Command {
  return new Command('keys')
    .description('API keys: who may call, in which role')
    .addCommand(createSubcommand())
    .addCommand(listSubcommand())
    .addCommand(revokeSubcommand());
}

function createSubcommand(): Command {
  return new Command('create')
    .description('make a key; it is shown this once')
    .argument('<actor>', 'who holds it, as the audit will say', readActor)
    .addArgument(new Argument('<role>', 'what it may do').choices(roles))
    .action(async (actor: string, role: Role, _options: unknown, command: Command) => {
      const made = await withDatabase((database) =>
        inTransaction(database, async (tx) => {
          const known = await knownInOtherCase(tx, actor);
          if (known !== null) throw new CliFailure(`${actor} is known as ${known}: use that name, or another one`);
          if (await hasLeft(tx, actor))
            throw new CliFailure(`${actor} has left the staff: put them back (active), or use another name`);
          return createKey(tx, { actor, role });
        }),
      );
      const { key, secret } = made;
      outputOf(command).answer({ ok: true, ...key, secret }, () => `${secret}\n\nKeep it: it is not shown again.`);
    });
}

function listSubcommand(): Command {
  return new Command('list').description('every key ever made').action(async (_options: unknown, command: Command) => {
    const keys = (await withDatabase((database) => listKeys(database))).map(({ createdAtText: _, ...key }) => key);
    outputOf(command).answer({ ok: true, keys }, () => (keys.length === 0 ? 'no keys yet' : describe(keys)));
  });
}

function revokeSubcommand(): Command {
  return new Command('revoke')
    .description('end a key for ever; it works for five seconds more at most')
    .argument('<id>', 'as "keys list" shows it')
    .action(async (id: string, _options: unknown, command: Command) => {
      const key = await withDatabase((database) => inTransaction(database, (tx) => revokeKey(tx, id)));
      if (!key) throw new CliFailure(`there is no key ${id}: see "parcours keys list"`);
      outputOf(command).answer({ ok: true, ...key }, () => `${id} (${key.actor}) is revoked`);
    });
}

function describe(keys: readonly ApiKey[]): string {
  const rows = keys.map(({ id, role, actor, createdAt, revokedAt }) => [
    id,
    role,
    actor,
    createdAt.toISOString(),
    revokedAt ? `revoked ${revokedAt.toISOString()}` : '',
  ]);
  return table([['id', 'role', 'actor', 'created', ''], ...rows]);
}

async function withDatabase<T>(use: (database: Database) => Promise<T>): Promise<T> {
  const database = openDatabase({ url: requireDatabaseUrl(), poolSize: 1, applicationName: 'parcours keys' });
  return use(database).finally(() => database.close());
}
