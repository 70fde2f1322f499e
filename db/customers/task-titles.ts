import { inArray } from 'drizzle-orm';
import type { Text } from '../../domain/orders/wording.ts';
import type { Database } from '../pool.ts';
import { onboardingTasks } from '../schema/onboarding.ts';
import type { TimelineEntry } from './read-timeline.ts';

type About = { readonly onboarding: string; readonly task: string };

/** The task of an onboarding that an entry is about: events name it, and so does what a task of ours is about. */
function taskOf({ aggregate, subject, data }: TimelineEntry): About | null {
  if (aggregate === 'onboarding' && typeof data.task === 'string') return { onboarding: subject, task: data.task };
  if (aggregate !== 'task' || data.kind !== 'onboarding_overdue') return null;
  const [onboarding = '', task = ''] = String(data.about).split('/');
  return { onboarding, task };
}

/** What those tasks are called now, by entry: events keep their ids alone, since a promise is in somebody's own words. */
export async function titlesOf(
  { query }: Pick<Database, 'query'>,
  entries: readonly TimelineEntry[],
): Promise<ReadonlyMap<TimelineEntry, Text>> {
  const about = entries.flatMap((entry) => {
    const task = taskOf(entry);
    return task === null ? [] : [{ entry, ...task }];
  });
  if (about.length === 0) return new Map();
  const { onboardingId, taskId, title } = onboardingTasks;
  const ids = [...new Set(about.map(({ onboarding }) => onboarding))];
  const rows = await query
    .select({ onboardingId, taskId, title })
    .from(onboardingTasks)
    .where(inArray(onboardingId, ids));
  const titles = new Map(rows.map((row) => [`${row.onboardingId}/${row.taskId}`, row.title]));
  return new Map(
    about.flatMap(({ entry, onboarding, task }) => {
      const named = titles.get(`${onboarding}/${task}`);
      return named === undefined ? [] : [[entry, named] as const];
    }),
  );
}
