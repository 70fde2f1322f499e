/** What people do who are asked: they decide, and do what there is to do. */
import { sql } from 'drizzle-orm';
import { pick, type Random } from '../harness/random.ts';
import type { Happening } from './happening.ts';
import type { ManyLives } from './many-lives.ts';

type Open = { readonly id: string; readonly digest?: string; readonly wanted?: string | null };

/** Any of what is open and found so. */
const open =
  (
    query: ReturnType<typeof sql>,
    answer: (lives: ManyLives, found: Open, random: Random) => () => Promise<unknown>,
  ): Happening =>
  async (lives, random) => {
    const found = await lives.database.query.execute<Open>(query);
    return found.length === 0 ? null : answer(lives, pick(random, found), random);
  };

export const thingsInOffices: readonly (readonly [number, string, Happening])[] = [
  [
    4,
    'an approval is decided',
    open(sql`select id, digest from approvals where state = 'open' order by id`, (lives, { id, digest }, random) => {
      const decision = pick(random, ['approve', 'approve', 'reject']);
      return () => lives.post(`/v1/approvals/${id}/decision`, { decision, digest, reason: 'seen' }, 'supervisor');
    }),
  ],
  [
    4,
    'a task is done',
    open(
      sql`select id, evidence_wanted as wanted from tasks where state = 'open' order by id`,
      (lives, { id, wanted }) =>
        () =>
          lives.post(`/v1/tasks/${id}/completion`, { outcome: 'done', ...(wanted && { evidence: 'TRF-1' }) }),
    ),
  ],
];
