import path from 'node:path';
import { Command, Option } from 'commander';
import type { Role } from '../../domain/access/roles.ts';
import { endSignal, untilAborted } from '../end-signal.ts';
import { outputOf, paint, table } from '../output.ts';
import type { LocalKeys } from '../stack/local-keys.ts';
import type { PolicyProfile } from '../stack/local-programs.ts';
import type { LocalStack } from '../stack/local-stack.ts';
import { usualStateFolder } from '../stack/running-stack.ts';
import { createStackReport } from '../stack-report.ts';

/** `parcours up`: everything on this machine, until Ctrl-C. What the environment brings (DATABASE_URL, …) is used. */
export function upCommand(): Command {
  return new Command('up')
    .description('run everything on this machine until Ctrl-C: Postgres, Temporal, simulators, worker, API')
    .addOption(
      new Option('--profile <profile>', 'deadlines in days (standard) or seconds (demo)')
        .choices(['standard', 'demo'])
        .default('standard'),
    )
    .option('--state <folder>', 'where data and logs are kept (default: PARCOURS_STATE, else .parcours of the project)')
    .action(async (options: { profile: PolicyProfile; state?: string }, command: Command) => {
      const output = outputOf(command);
      const { startLocalStack } = await import('../stack/local-stack.ts');
      const { provideLocalKeys } = await import('../stack/local-keys.ts');
      const { forgetRunningStack, writeRunningStack } = await import('../stack/running-stack.ts');
      const signal = endSignal(output.note);
      const report = createStackReport(output);
      const { profile, state: stateFolder } = options;
      const stack = await startLocalStack({ report, profile, signal, ...(stateFolder && { stateFolder }) });
      try {
        const keys = await provideLocalKeys(stack.env.DATABASE_URL ?? '', stack.stateFolder);
        writeRunningStack(stack.stateFolder, { apiUrl: stack.urls.api, env: { ...stack.env } });
        output.item({ ok: true, urls: stack.urls, keys, stateFolder: stack.stateFolder }, () => describe(stack, keys));
        await untilAborted(signal);
      } finally {
        forgetRunningStack(stack.stateFolder);
        await stack.stop();
      }
    });
}

function describe({ urls, stateFolder }: LocalStack, keys: LocalKeys): string {
  const places = [
    ['API', urls.api],
    ['API documents', `${urls.api}/docs`],
    ['Temporal', urls.temporalUi],
    ['Mail', urls.inbox && `${urls.inbox}/_sim/inbox`],
    ['Payments', urls.stripe && `${urls.stripe}/_sim/book`],
    ['Carrier', urls.easypost && `${urls.easypost}/_sim/book`],
    ['Logs', `${stateFolder}/logs`],
  ].flatMap(([name, url]) => (name && url ? [[name, url]] : []));
  const roleRows = (Object.entries(keys) as [Role, string][]).map(([role, key]) => [role, key]); // LocalKeys has roles only
  // The other commands look for a stack in the usual folder only.
  const place = path.resolve(stateFolder);
  const settings = place === usualStateFolder ? '' : `PARCOURS_STATE=${place} `;
  const bold = (cell: string, column: number) => (column === 0 ? paint('bold', cell) : cell);
  return [
    '',
    paint('green', 'Parcours is up.'),
    table(places, bold),
    '',
    'API keys, one per role:',
    table(roleRows, bold),
    '',
    `Try in another terminal:  ${settings}npx tsx cli/parcours.ts orders list`,
    'End it with Ctrl-C; the data stays.',
  ].join('\n');
}
