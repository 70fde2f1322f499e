import { Command, InvalidArgumentError } from 'commander';
import { type Finding, type Invariant, invariants } from '../../db/audit/finding.ts';
import { EXIT } from '../failure.ts';
import { outputOf, paint } from '../output.ts';

type Options = {
  readonly since?: Date;
  readonly books: boolean;
  readonly processes: boolean;
};

/** `parcours audit`: everything that must always hold, compared row by row. Reads only; safe on a running system. */
export function auditCommand(): Command {
  return new Command('audit')
    .description('check everything that must always hold; exit code 1 where something does not')
    .option('--since <instant>', 'compare the providers’ books only for orders that changed since then', toInstant)
    .option('--no-books', 'do not ask the payment provider and the carrier')
    .option('--no-processes', 'do not ask Temporal')
    .action(async (options: Options, command: Command) => {
      const output = outputOf(command);
      const { auditEverything } = await import('../audit.ts');
      const { checked, findings } = await auditEverything(options, (part) => output.note(`comparing ${part} …`));
      const ok = findings.length === 0;
      output.answer({ ok, checked, findings }, () => describe(checked, findings));
      process.exitCode = ok ? EXIT.ok : EXIT.failed;
    });
}

function describe(checked: readonly Invariant[], findings: readonly Finding[]): string {
  const lines = (Object.keys(invariants) as Invariant[]).flatMap((name) => {
    const title = `${name.padEnd(3)} ${invariants[name]}`;
    if (!checked.includes(name)) return [`${paint('dim', 'not asked')}  ${title}`];
    const found = findings.filter((finding) => finding.invariant === name);
    if (found.length === 0) return [`${paint('green', 'holds')}      ${title}`];
    return [
      `${paint('red', 'broken')}     ${title}`,
      ...found.map((f) => `             ${f.subject}: ${f.detail}\n               ${f.next}`),
    ];
  });
  return lines.join('\n');
}

function toInstant(text: string): Date {
  const instant = new Date(text);
  if (Number.isNaN(instant.getTime())) throw new InvalidArgumentError('Give an instant such as 2026-11-24T00:00:00Z.');
  return instant;
}
