import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { endSignal, untilAborted } from '../end-signal.ts';
import { EXIT } from '../failure.ts';
import { type Output, outputOf, paint } from '../output.ts';
import { usualStateFolder } from '../stack/running-stack.ts';
import { createStackReport } from '../stack-report.ts';

type Options = {
  readonly state?: string;
  readonly story?: string[];
  readonly atOnce: boolean;
  readonly patience: number;
};

/** `parcours demo`: everything on this machine, and stories played through the public API, with seconds for days. */
export function demoCommand(): Command {
  return new Command('demo')
    .description(
      'run everything on this machine and play stories of orders and customers; on a terminal it stays up until Ctrl-C',
    )
    .option('--state <folder>', 'where data and logs are kept (default: PARCOURS_STATE, else .parcours of the project)')
    .option('--story <name...>', 'play only these')
    .option('--at-once', 'play them side by side, each told when it has ended', false)
    .option('--patience <seconds>', 'how long a story waits for what must come next', toSeconds, 30)
    .action(async (options: Options, command: Command) => {
      const output = outputOf(command);
      const { runDemo, storiesNamed } = await import('../demo/run-demo.ts');
      const { describeDemo } = await import('../demo/report.ts');
      const { startLocalStack } = await import('../stack/local-stack.ts');
      const { forgetRunningStack, writeRunningStack } = await import('../stack/running-stack.ts');
      const chosen = storiesNamed(options.story);
      const signal = endSignal(output.note);
      const report = createStackReport(output);
      output.note('Starting everything on this machine:');
      const stack = await startLocalStack({
        report,
        profile: 'demo',
        signal,
        // Nothing is brought: the stories fill the database and charge cards, which must never be somebody's real ones.
        environment: {},
        ...(options.state && { stateFolder: options.state }),
      });
      try {
        writeRunningStack(stack.stateFolder, { apiUrl: stack.urls.api, env: { ...stack.env } });
        const { atOnce, patience } = options;
        const print = output.json ? output.note : console.log;
        const patienceMs = patience * 1000;
        const result = await runDemo(stack, { report, stories: chosen, atOnce, patienceMs, signal, print });
        const staysUp = watched(output);
        output.answer(result, () => describeDemo(result, staysUp ? undefined : upAgain(stack.stateFolder)));
        process.exitCode = result.ok ? EXIT.ok : EXIT.failed;
        if (staysUp) await stayUp(output, signal);
      } finally {
        forgetRunningStack(stack.stateFolder);
        await stack.stop();
      }
    });
}

function upAgain(stateFolder: string): string {
  const place = path.resolve(stateFolder);
  return `npx tsx cli/parcours.ts up${place === usualStateFolder ? '' : ` --state ${place}`}`;
}

/** Whether a person sits there. */
function watched({ json }: Output): boolean {
  return !json && process.stdout.isTTY === true && process.stdin.isTTY === true;
}

async function stayUp(output: Output, signal: AbortSignal): Promise<void> {
  output.note(
    [
      `\n${paint('green', 'Parcours stays up.')} Look around, for example in another terminal:`,
      '  npx tsx cli/parcours.ts orders list',
      'End it with Ctrl-C; the data stays.',
    ].join('\n'),
  );
  await untilAborted(signal);
}

function toSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() === '' || !(seconds >= 0)) throw new InvalidArgumentError('Give a number of seconds.');
  return seconds;
}
