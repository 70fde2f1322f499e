import { Command } from 'commander';
import { openDatabase } from '../../db/pool.ts';
import { askToLook } from '../../db/processes/ask-to-look.ts';
import { requireDatabaseUrl } from '../database-url.ts';
import { CliFailure, EXIT } from '../failure.ts';
import { outputOf } from '../output.ts';

/** `parcours wake`: after a loss of Temporal, or when a process sleeps although something is due. Looking once more does no harm. */
export function wakeCommand(): Command {
  return new Command('wake')
    .description('tell orders and customer processes to look again; a workflow that is gone starts anew from the facts')
    .argument('[ids...]', 'of orders, cases, claims, …')
    .option('--all', 'every open one, as after a loss of Temporal')
    .action(async (ids: string[], { all = false }: { all?: boolean }, command: Command) => {
      if (all === ids.length > 0) throw new CliFailure('name the ids of those to wake, or --all', EXIT.usage);
      const database = openDatabase({ url: requireDatabaseUrl(), poolSize: 1, applicationName: 'parcours wake' });
      const asked = await askToLook(database, all ? 'all' : ids).finally(() => database.close());
      const closed = ids.filter((id) => !asked.includes(id));
      if (closed.length > 0) {
        const woken = asked.length > 0 ? `; ${asked.join(', ')} will look` : '';
        throw new CliFailure(`nothing open has the id ${closed.join(', ')}${woken}`);
      }
      outputOf(command).answer({ ok: true, asked }, () => describe(asked.length));
    });
}

function describe(count: number): string {
  if (count === 0) return 'nothing is open';
  return `${count} will look: the relay of a running worker tells them, twenty at a time`;
}
