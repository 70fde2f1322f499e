import { sql } from 'drizzle-orm';
import type { Finding } from '../../db/audit/finding.ts';
import { inPages } from '../../db/audit/pages.ts';
import type { Database } from '../../db/pool.ts';
import { type ProcessKind, processWorkflowId } from '../../domain/processes/process-kinds.ts';
import { eachOf } from './each-of.ts';
import type { OpenWorkflows } from './order-workflows.ts';
import { processFinding } from './process-finding.ts';

type Deps = { readonly database: Database; readonly workflows: OpenWorkflows };

type Options = {
  /** Processes opened or ended less than this long ago may still be on their way to Temporal. */
  readonly startedWithinMs?: number;
};

type Process = { readonly id: string; readonly kind: ProcessKind; readonly status: string };

const rowsPerPage = 1000;
/** Questions at a time. */
const concurrency = 8;

/**
 * I7 for what a customer goes through besides orders: every claim, case, deal, … that is not over has its workflow running,
 * and no other runs. One that was told to look is on its way; who does not come in an hour is another finding.
 */
export async function compareCustomerProcesses(
  { database, workflows }: Deps,
  { startedWithinMs = 120_000 }: Options = {},
): Promise<Finding[]> {
  const running = new Set<string>();
  for await (const workflowId of workflows.openWorkflowIds()) running.add(workflowId);
  const open = inPages((after) => openProcesses(database, { after, openedBeforeMs: startedWithinMs }));
  const lost = await eachOf(open, concurrency, async ({ id, kind }) => {
    const workflowId = processWorkflowId(kind, id);
    if (running.delete(workflowId) || (await workflows.isOpen(workflowId))) return [];
    return lostNow(database, { id, workflowId });
  });
  const left = await eachOf(running, concurrency, async (workflowId) =>
    (await hasEnded(database, { workflowId, endedBeforeMs: startedWithinMs })) && (await workflows.isOpen(workflowId))
      ? [
          processFinding(
            idOf(workflowId),
            `Workflow ${workflowId} runs, and its process is over or does not exist.`,
            ending,
          ),
        ]
      : [],
  );
  return [...lost, ...left].sort((a, b) => (a.subject < b.subject ? -1 : 1));
}

const ending = 'Read the workflow’s history, then end it: nothing is left for it to do.';
const idOf = (workflowId: string): string => workflowId.slice(workflowId.indexOf('/') + 1);

/** It may have ended, or been told to look, since it was read. */
async function lostNow(
  { query }: Database,
  { id, workflowId }: { id: string; workflowId: string },
): Promise<Finding[]> {
  const [now] = await query.execute<Process>(sql`
    select id, kind, status from processes where id = ${id} and closed_at is null and nudge_at is null`);
  if (now === undefined) return [];
  const next = `"parcours wake ${id}" starts it again from the facts; it sleeps over whatever is due until then.`;
  return [processFinding(id, `The ${now.kind} is ${now.status} and no workflow ${workflowId} runs.`, next)];
}

function openProcesses(
  { query }: Database,
  { after, openedBeforeMs }: { after: string; openedBeforeMs: number },
): Promise<readonly Process[]> {
  return query.execute<Process>(sql`
    select id, kind, status from processes
    where id > ${after} and closed_at is null and nudge_at is null
      and opened_at < now() - ${openedBeforeMs}::float8 * interval '1 millisecond'
    order by id limit ${rowsPerPage}::int`);
}

async function hasEnded(
  { query }: Database,
  { workflowId, endedBeforeMs }: { workflowId: string; endedBeforeMs: number },
): Promise<boolean> {
  const [row] = await query.execute<{ over: boolean }>(sql`
    select coalesce(closed_at < now() - ${endedBeforeMs}::float8 * interval '1 millisecond', false) as over
    from processes where id = ${idOf(workflowId)}`);
  return row?.over ?? true;
}
