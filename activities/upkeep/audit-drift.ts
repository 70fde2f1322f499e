import { sql } from 'drizzle-orm';
import type { Finding } from '../../db/audit/finding.ts';
import { runAudit } from '../../db/audit/run-audit.ts';
import type { Database } from '../../db/pool.ts';
import { tasks } from '../../db/schema/tasks.ts';
import type { ActivityDeps } from '../activity-deps.ts';

/** Looks at everything that the database can answer for; each finding becomes one open task for an engineer. */
export async function auditDrift({ database }: Pick<ActivityDeps, 'database'>): Promise<{ findings: number }> {
  const findings = await runAudit(database);
  await raiseDriftTasks(database, findings);
  return { findings: findings.length };
}

const tasksPerStatement = 500;

/** A finding whose task is open is not raised again. */
async function raiseDriftTasks({ query }: Database, findings: readonly Finding[]): Promise<void> {
  for (let from = 0; from < findings.length; from += tasksPerStatement) {
    const raised = findings.slice(from, from + tasksPerStatement).map(({ invariant, subject, detail, next }) => ({
      id: sql<string>`gen_random_uuid()::text`,
      kind: 'drift',
      subject: `${invariant}/${subject}`,
      role: 'engineer',
      details: { invariant, detail, next },
      raisedAt: sql<Date>`now()`,
    }));
    await query.insert(tasks).values(raised).onConflictDoNothing();
  }
}
