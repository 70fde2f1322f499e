/** What the customer's processes cost in Temporal, counted from their golden histories: a real server recorded them. */
import path from 'node:path';
import { readHistories } from '../cli/history.ts';
import { projectRoot } from '../cli/stack/program-command.ts';
import { figure } from './figures.ts';
import type { Measure } from './measure.ts';

const folder = path.join(projectRoot, 'test', 'histories');

/** Events that each story may take. A message of a case is one that a customer or an agent wrote, what opened it among them. */
export const processBudgets = [
  { story: 'case-happy-path', atMost: 25 + 4 * 4 },
  { story: 'case-paused-then-reopened', atMost: 25 + 4 * 2 },
  { story: 'claim-auto-approved', atMost: 40 },
  { story: 'claim-approved-and-returned', atMost: 40 },
  { story: 'claim-provider-answers-late', atMost: 40 },
  { story: 'claim-refund-refused', atMost: 40 },
  { story: 'opportunity-happy-path', atMost: 30 + 4 * 5 },
  { story: 'opportunity-quote-approved', atMost: 30 + 4 * 5 },
  { story: 'opportunity-lost', atMost: 30 + 4 * 3 },
  { story: 'opportunity-snoozed', atMost: 30 + 4 },
  { story: 'opportunity-recycled', atMost: 30 + 4 * 3 },
  { story: 'enrolment-happy-path', atMost: 30 },
  { story: 'enrolment-stopped-by-reply', atMost: 30 },
] as const;

export const processCounts: Measure = {
  name: 'process-counts',
  title: 'history events of customer processes: case 25 + 4 a message, claim 40, opportunity 30 + 4 a move',
  quick: true,
  run: async () => processBudgets.map(({ story, atMost }) => figure(story, '', [eventsOf(story)], { atMost })),
};

export function eventsOf(story: string): number {
  const runs = readHistories(path.join(folder, `${story}.json`));
  return runs.reduce((sum, { history }) => sum + (history.events?.length ?? 0), 0);
}
