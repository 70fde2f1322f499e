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
    .description('check everything that must always hold; exit code 1 where something does not, 3 where nobody knows')
    .option('--since <instant>', 'compare the providers’ books only for orders that changed since then', toInstant)
    .option('--no-books', 'do not ask the payment provider and the carrier')
    .option('--no-processes', 'do not ask Temporal')
    .action(async (options: Options, command: Command) => {
      const output = outputOf(command);
      const { auditEverything } = await import('../audit.ts');
      const { checked, findings } = await auditEverything(options, (part) => output.note(`comparing ${part} …`));
      const ok = findings.length === 0;
      output.answer({ ok, checked, findings }, () => describe(checked, findings));
      process.exitCode = exitCodeOf(findings);
    });
}

/** What is broken outweighs what is not known. */
function exitCodeOf(findings: readonly Finding[]): number {
  if (findings.some(({ unknown }) => !unknown)) return EXIT.failed;
  return findings.length === 0 ? EXIT.ok : EXIT.unknown;
}

function describe(checked: readonly Invariant[], findings: readonly Finding[]): string {
  const lines = (Object.keys(invariants) as Invariant[]).flatMap((name) => {
    const title = `${name.padEnd(3)} ${invariants[name]}`;
    if (!checked.includes(name)) return [`${paint('dim', 'not asked')}  ${title}`];
    const found = findings.filter((finding) => finding.invariant === name);
    if (found.length === 0) return [`${paint('green', 'holds')}      ${title}`];
    const broken = found.filter(({ unknown }) => !unknown);
    const mark = broken.length > 0 ? `${paint('red', 'broken')}     ` : `${paint('yellow', 'not known')}  `;
    return [`${mark}${title}`, ...broken.map(linesOf), ...unknownLines(found.filter(({ unknown }) => unknown))];
  });
  return lines.join('\n');
}

const linesOf = ({ subject, detail, next }: Finding): string =>
  `             ${subject}: ${detail}\n               ${next}`;

/** Whoever is away gives one answer for every row: it is told once. */
function unknownLines(findings: readonly Finding[]): string[] {
  const byDetail = new Map<string, Finding[]>();
  for (const finding of findings) byDetail.set(finding.detail, [...(byDetail.get(finding.detail) ?? []), finding]);
  return [...byDetail.values()].map(([first, ...others]) => {
    if (!first) return '';
    const subject = others.length === 0 ? first.subject : `${first.subject} and ${others.length} more`;
    return linesOf({ ...first, subject });
  });
}

function toInstant(text: string): Date {
  const instant = new Date(text);
  if (Number.isNaN(instant.getTime())) throw new InvalidArgumentError('Give an instant such as 2026-11-24T00:00:00Z.');
  return instant;
}
