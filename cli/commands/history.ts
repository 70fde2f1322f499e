import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { CliFailure, reasonOf } from '../failure.ts';
import { outputOf } from '../output.ts';
import { readId } from '../read-argument.ts';

/** `parcours history …`: what Temporal remembers of a process. Holds ids and codes only. */
export function historyCommand(): Command {
  return new Command('history').description('what Temporal remembers of a process').addCommand(exportSubcommand());
}

function exportSubcommand(): Command {
  return new Command('export')
    .description('write the history of a process as JSON, for "parcours replay"')
    .argument('<id>', 'an order id, or any workflow id', readId)
    .option('-o, --output <file>', 'where to; stdout when absent')
    .action(async (id: string, options: { output?: string }, command: Command) => {
      const { connectTemporal } = await import('../temporal-client.ts');
      const { fetchHistory, historyText } = await import('../history.ts');
      const temporal = await connectTemporal();
      const { workflowId, history } = await fetchHistory(temporal, id).finally(temporal.close);
      const events = history.events?.length ?? 0;
      if (!options.output) return void process.stdout.write(historyText(history));
      write(options.output, historyText(history));
      const { output: file } = options;
      outputOf(command).answer(
        { ok: true, workflowId, events, file },
        () => `${file}: ${events} events of ${workflowId}`,
      );
    });
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new CliFailure(`${file} cannot be written (${reasonOf(error)}): name another file with -o`);
  }
}
