import { and, asc, desc, eq, gt, sql } from 'drizzle-orm';
import { onboardingTemplates } from '../schema/onboarding.ts';
import type { Tx } from '../transaction.ts';

export type StoredTemplate = typeof onboardingTemplates.$inferSelect;
type Reader = Pick<Tx, 'select' | 'selectDistinctOn'>;

/** The newest version; null for an unknown id. */
export async function newestTemplate(on: Pick<Tx, 'select'>, id: string): Promise<StoredTemplate | null> {
  const [row] = await on
    .select()
    .from(onboardingTemplates)
    .where(eq(onboardingTemplates.id, id))
    .orderBy(desc(onboardingTemplates.version))
    .limit(1);
  return row ?? null;
}

export async function findTemplate(
  on: Pick<Tx, 'select'>,
  { id, version }: Pick<StoredTemplate, 'id' | 'version'>,
): Promise<StoredTemplate | null> {
  const [row] = await on
    .select()
    .from(onboardingTemplates)
    .where(and(eq(onboardingTemplates.id, id), eq(onboardingTemplates.version, version)));
  return row ?? null;
}

/** The newest version of each, from the first id after `after`. */
export function listTemplates(
  on: Reader,
  { after, limit }: { after: string; limit: number },
): Promise<StoredTemplate[]> {
  return on
    .selectDistinctOn([onboardingTemplates.id])
    .from(onboardingTemplates)
    .where(gt(onboardingTemplates.id, after))
    .orderBy(asc(onboardingTemplates.id), desc(onboardingTemplates.version))
    .limit(limit);
}

/** Writes a new version after the newest one. */
export async function publishTemplate(
  tx: Tx,
  template: Pick<StoredTemplate, 'id' | 'name' | 'stallAfterDays' | 'tasks' | 'createdBy'>,
): Promise<StoredTemplate> {
  // One publisher at a time per template: versions count without gaps.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext(${`onboarding-template/${template.id}`}))`);
  const newest = await newestTemplate(tx, template.id);
  const [row] = await tx
    .insert(onboardingTemplates)
    .values({ ...template, version: (newest?.version ?? 0) + 1 })
    .returning();
  if (!row) throw new Error('the insert of a template returned no row');
  return row;
}
