import { Command } from 'commander';
import type { Check } from '../checks.ts';
import { EXIT } from '../failure.ts';
import { outputOf, paint, table } from '../output.ts';

const COLOURS = { ok: 'green', warn: 'yellow', fail: 'red' } as const satisfies Record<Check['state'], string>;

/** `parcours doctor`: what of this machine and this environment would stop Parcours, and what to do about it. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check this machine and its settings; says what to do about each problem')
    .action(async (_options: unknown, command: Command) => {
      const output = outputOf(command);
      const { runChecks } = await import('../checks.ts');
      const checks = await runChecks(process.env);
      const ok = checks.every(({ state }) => state !== 'fail');
      output.answer({ ok, checks }, () => describe(checks));
      process.exitCode = ok ? EXIT.ok : EXIT.failed;
    });
}

function describe(checks: readonly Check[]): string {
  const rows = checks.map(({ state, name, found, next }) => [state, name, next ? `${found}; ${next}` : found]);
  return table(rows, (cell, column) => (column === 0 && isState(cell) ? paint(COLOURS[cell], cell) : cell));
}

function isState(cell: string): cell is Check['state'] {
  return cell in COLOURS;
}
