import { type SQL, sql } from 'drizzle-orm';
import type { OnboardingStatus } from '../../domain/onboarding/onboarding-states.ts';
import { at } from '../orders/load-facts.ts';
import type { Database } from '../pool.ts';

/** Instants are epoch ms. */
export type OnboardingSummary = {
  readonly id: string;
  readonly customerId: string;
  readonly status: OnboardingStatus;
  readonly statusSince: number;
  readonly openedAt: number;
  readonly owner: string;
  readonly template: string;
  readonly templateVersion: number;
  readonly tasks: number;
  readonly done: number;
  readonly activatedAt: number | null;
  readonly version: number;
  /** Where it stands in the list: its instant as the database writes it, microseconds and all. */
  readonly openedAtText: string;
};

export type OnboardingFilter = {
  readonly status?: OnboardingStatus | undefined;
  readonly customer?: string | undefined;
  readonly owner?: string | undefined;
};

export type OnboardingPosition = { readonly openedAt: string; readonly id: string };

/** Onboardings from newest to oldest, after `position` when there is one. */
export async function listOnboardings(
  { query }: Pick<Database, 'query'>,
  filter: OnboardingFilter,
  { position, limit }: { readonly position: OnboardingPosition | null; readonly limit: number },
): Promise<OnboardingSummary[]> {
  const rows = await query.execute<OnboardingSummary>(sql`
    select p.id, p.customer_id as "customerId", p.status, ${at('p.status_since')} as "statusSince",
      ${at('p.opened_at')} as "openedAt", o.owner, o.template_id as template, o.template_version as "templateVersion",
      t.tasks, t.done, ${at('o.activated_at')} as "activatedAt", p.version, p.opened_at::text as "openedAtText"
    from processes p join onboardings o on o.id = p.id
    cross join lateral (
      select count(*)::int as tasks, count(completed_at)::int as done from onboarding_tasks where onboarding_id = p.id
    ) t
    where ${sql.join(conditions(filter, position), sql` and `)}
    order by p.opened_at desc nulls last, p.id desc nulls last limit ${limit}`);
  return [...rows];
}

function conditions({ status, customer, owner }: OnboardingFilter, position: OnboardingPosition | null): SQL[] {
  const given: SQL[] = [sql`p.kind = 'onboarding'`];
  if (status !== undefined) given.push(sql`p.status = ${status}`);
  if (customer !== undefined) given.push(sql`p.customer_id = ${customer}`);
  if (owner !== undefined) given.push(sql`o.owner = ${owner}`);
  if (position) given.push(sql`(p.opened_at, p.id) < (${position.openedAt}::timestamptz, ${position.id})`);
  return given;
}
