import { eq, type SQL, sql } from 'drizzle-orm';
import { type Lead, leads } from '../schema/leads.ts';
import type { Tx } from '../transaction.ts';

export async function findLead(on: Pick<Tx, 'select'>, id: string): Promise<Lead | null> {
  const [row] = await on.select().from(leads).where(eq(leads.id, id));
  return row ?? null;
}

export type Candidate = {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly why: 'email' | 'phone' | 'name';
  /** 1 for the same address or number; for names the share of common trigrams. */
  readonly similarity: number;
};

/** Below this, names of different people look alike. */
const leastSimilarity = 0.5;

type Like = Pick<Lead, 'id' | 'email' | 'phone' | 'name' | 'company'>;

/** Open leads that may be the same person, the likeliest first: same address, same number, or a name that reads alike. */
export async function duplicatesOf(on: Pick<Tx, 'execute'>, lead: Like): Promise<Candidate[]> {
  return [...(await on.execute<Candidate>(duplicatesQuery(lead)))];
}

/** `%` is what the trigram index answers; `similarity` then holds names to more than its threshold. */
export function duplicatesQuery({ id, email, phone, name, company }: Like): SQL {
  return sql`
    select id, name, source,
      case when email = ${email}::text then 'email' when phone = ${phone}::text then 'phone' else 'name' end as why,
      case when email = ${email}::text or phone = ${phone}::text then 1 else similarity(name, ${name}) end::float8 as similarity
    from leads where id <> ${id} and state = 'open' and (
      email = ${email}::text or phone = ${phone}::text
      -- Where both name a company it must read alike too: two Marie Tremblay are two people.
      or (name % ${name} and similarity(name, ${name}) >= ${leastSimilarity}::float8
        and (company is null or ${company}::text is null or company % ${company}::text)))
    order by similarity desc, id limit 10`;
}
