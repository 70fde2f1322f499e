import { Command } from 'commander';
import { EXIT } from '../failure.ts';
import { outputOf, paint } from '../output.ts';
import { readId } from '../read-argument.ts';
import type { Replayed } from '../replay.ts';

/** `parcours replay`: would the code of today do what was recorded? Run it before a changed workflow is shipped. */
export function replayCommand(): Command {
  return new Command('replay')
    .description(
      'run the workflow code of today over recorded histories; exit code 1 where it does something else, 2 for what is no history',
    )
    .argument('<what>', 'an exported history, a folder of them, an order id, or any workflow id', readId)
    .action(async (what: string, _options: unknown, command: Command) => {
      const { isPlace, readHistories } = await import('../history.ts');
      const { replayAll } = await import('../replay.ts');
      const { workflowSource } = await import('../../process/workflow-source.ts');
      const histories = isPlace(what) ? readHistories(what) : [await fetchOne(what)];
      const source = await workflowSource({ WORKFLOW_BUNDLE: process.env.WORKFLOW_BUNDLE });
      const replayed = await replayAll(source, histories);
      const ok = replayed.every(({ divergence }) => divergence === undefined);
      outputOf(command).answer({ ok, replayed }, () => replayed.map(describe).join('\n'));
      process.exitCode = ok ? EXIT.ok : EXIT.failed;
    });
}

async function fetchOne(id: string) {
  const { connectTemporal } = await import('../temporal-client.ts');
  const { fetchHistory } = await import('../history.ts');
  const temporal = await connectTemporal();
  return fetchHistory(temporal, id).finally(temporal.close);
}

function describe({ name, events, divergence }: Replayed): string {
  if (!divergence) return `${paint('green', 'same')}     ${name} (${events} events)`;
  const lines = [
    `${paint('red', 'differs')}  ${name}`,
    `  recorded: ${divergence.recorded}`,
    `  now:      ${divergence.now}`,
  ];
  return lines.join('\n');
}
