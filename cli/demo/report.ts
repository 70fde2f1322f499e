import { type Finding, invariants } from '../../db/audit/finding.ts';
import { paint, table } from '../output.ts';
import type { LocalStackUrls } from '../stack/local-stack.ts';
import type { PlayedStory } from './play-story.ts';

export interface DemoResult {
  /** True when every story came to its ending and everything holds. */
  readonly ok: boolean;
  readonly stories: readonly PlayedStory[];
  readonly audit: { readonly ok: boolean; readonly findings: readonly Finding[] };
  readonly urls: LocalStackUrls;
}

/** How the stories ended, whether the books are right, and where to look at what was left; `upAgain` where it ends now: what brings it back. */
export function describeDemo({ stories, audit, urls }: DemoResult, upAgain?: string): string {
  const missed = stories.filter(({ ok }) => !ok).length;
  const sum = missed === 0 ? `All ${stories.length} came to their ending.` : `${missed} of ${stories.length} did not.`;
  return [
    `\n${paint('bold', 'How the stories ended')}`,
    outcomes(stories),
    paint(missed === 0 ? 'green' : 'red', sum),
    `\n${paint('bold', 'Audit: our books against themselves, the payment provider’s, the carrier’s, and Temporal')}`,
    ...auditLines(audit.findings),
    ...(upAgain === undefined
      ? [`\n${paint('bold', 'Where to look, while it runs')}`, table(placesOf(urls))]
      : [`\nIt ends here, and the data stays. To look around in it: ${upAgain}`]),
  ].join('\n');
}

function outcomes(stories: readonly PlayedStory[]): string {
  const head = ['', 'story', 'process', 'status', 'took', 'outcome'];
  const rows = stories.map(({ ok, title, orderId, status, seconds, outcome }) => [
    ok ? 'ok' : 'MISSED',
    title,
    orderId ?? '-',
    status ?? '-',
    `${seconds.toFixed(1)} s`,
    outcome,
  ]);
  const mark = (cell: string, column: number) => (column === 0 ? paint(cell === 'ok' ? 'green' : 'red', cell) : cell);
  return table([head, ...rows], (cell, column) => (cell === head[column] ? paint('dim', cell) : mark(cell, column)));
}

function auditLines(findings: readonly Finding[]): string[] {
  const broken = new Set(findings.map(({ invariant }) => invariant));
  const holds = Object.entries(invariants).filter(([name]) => !broken.has(name as Finding['invariant'])); // its own keys
  return [
    ...holds.map(([, sentence]) => `${paint('green', '✓')} ${sentence}`),
    ...findings.map(
      ({ invariant, subject, detail, unknown }) =>
        `${unknown ? paint('yellow', '?') : paint('red', '✗')} ${invariants[invariant]}: ${subject}: ${paint(unknown ? 'yellow' : 'red', detail)}`,
    ),
  ];
}

function placesOf({ api, temporalUi, inbox, stripe, easypost }: LocalStackUrls): string[][] {
  return [
    ['API', api],
    ['API documents', `${api}/docs`],
    ['Processes (Temporal)', temporalUi],
    ['Mail to customers', inbox && `${inbox}/_sim/inbox`],
    ['Payment provider’s book', stripe && `${stripe}/_sim/book`],
    ['Carrier’s book', easypost && `${easypost}/_sim/book`],
  ].flatMap(([name, url]) => (name && url ? [[name, url]] : []));
}
