/** What people do who are asked: they decide, and do what there is to do. */
import { sql } from 'drizzle-orm';
import { pick, type Random } from '../harness/random.ts';
import type { Happening, Happenings, Lives } from './happening.ts';

type Open = {
  readonly id: string;
  readonly whose: string | null;
  readonly digest?: string;
  readonly wanted?: string | null;
};

/** Any of what is open and found so. */
const open =
  (
    query: ReturnType<typeof sql>,
    answer: (lives: Lives, found: Open, random: Random) => () => Promise<unknown>,
  ): Happening =>
  async (lives, random) => {
    const everybodys = await lives.database.query.execute<Open>(query);
    const found = everybodys.filter(({ whose }) => whose === null || lives.customerIds.includes(whose));
    return found.length === 0 ? null : answer(lives, pick(random, found), random);
  };

export const thingsInOffices: Happenings = [
  [
    4,
    'an approval is decided',
    open(
      sql`select a.id, digest, coalesce(p.customer_id, o.customer_id) as whose
        from approvals a left join processes p on p.id = process_id left join orders o on o.id = order_id
        where state = 'open' order by a.id`,
      (lives, { id, digest }, random) => {
        const decision = pick(random, ['approve', 'approve', 'reject']);
        return () => lives.post(`/v1/approvals/${id}/decision`, { decision, digest, reason: 'seen' }, 'supervisor');
      },
    ),
  ],
  [
    4,
    'a task is done',
    open(
      sql`select id, evidence_wanted as wanted, customer_id as whose from tasks where state = 'open' order by id`,
      (lives, { id, wanted }) =>
        () =>
          lives.post(`/v1/tasks/${id}/completion`, { outcome: 'done', ...(wanted && { evidence: 'TRF-1' }) }),
    ),
  ],
];
