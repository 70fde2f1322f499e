import { sql } from 'drizzle-orm';
import type { Finding } from '../../db/audit/finding.ts';
import { inPages } from '../../db/audit/pages.ts';
import type { Database } from '../../db/pool.ts';
import { orderWorkflowId } from '../../domain/ids.ts';
import { isClosed, type OrderStatus } from '../../domain/orders/order-states.ts';
import { askUntilSilent, silentInARow } from './ask-until-silent.ts';
import { eachOf } from './each-of.ts';
import type { OrderWorkflows } from './order-workflows.ts';
import { processFinding } from './process-finding.ts';

type Options = {
  /** Orders placed less than this long ago may still be on their way to Temporal. */
  readonly startedWithinMs?: number;
};

type Order = { readonly id: string; readonly status: OrderStatus };

const rowsPerPage = 1000;
/** Questions at a time. */
const concurrency = 8;

/**
 * I7: every open order has its workflow running and in the same status, and no other order workflow runs. Where a workflow
 * does not say its status, a finding says that it is unknown. Without a worker that is noticed once, not order by order.
 */
export async function compareProcesses(
  { database, workflows }: { readonly database: Database; readonly workflows: OrderWorkflows },
  { startedWithinMs = 120_000 }: Options = {},
): Promise<Finding[]> {
  const running = new Set<string>();
  for await (const workflowId of workflows.openWorkflowIds()) running.add(workflowId);
  const orders = inPages((after) => openOrders(database, { after, placedBeforeMs: startedWithinMs }));
  const first = askUntilSilent(workflows);
  const found = await eachOf(orders, concurrency, ({ id }) => {
    const listed = running.delete(orderWorkflowId(id));
    return compareOrder({ database, workflows: first }, id, listed);
  });
  const ofOrders = first.gaveUp() ? await askAgain({ database, workflows }, found) : found;
  const ofWorkflows = await eachOf(running, concurrency, (id) => compareWorkflow({ database, workflows }, id));
  return [...ofOrders, ...ofWorkflows].sort(bySubject);
}

/** Nobody answered: whoever did not say, or was not asked, is asked again, as long as somebody does. Last first, who was not asked. */
async function askAgain({ database, workflows }: Deps, found: Finding[]): Promise<Finding[]> {
  const known = found.filter(({ unknown }) => !unknown);
  const silent = found.filter(({ unknown }) => unknown).sort(bySubject);
  const asking = askUntilSilent(workflows);
  const again = await eachOf(silent.toReversed(), concurrency, ({ subject }) =>
    compareOrder({ database, workflows: asking }, subject, true),
  );
  const unheard = again.filter(({ unknown }) => unknown).length;
  if (!asking.gaveUp()) return [...known, ...again];
  if (unheard < silent.length) return askAgain({ database, workflows }, [...known, ...again]);
  return [...known, ...again.map((finding) => (finding.unknown ? nobodyAnswers(finding.subject) : finding))];
}

const bySubject = (a: Finding, b: Finding): number => (a.subject < b.subject ? -1 : 1);

type Deps = { readonly database: Database; readonly workflows: Pick<OrderWorkflows, 'isOpen' | 'statusOf'> };

async function compareOrder(deps: Deps, orderId: string, listed: boolean): Promise<Finding[]> {
  const workflowId = orderWorkflowId(orderId);
  if (!listed && !(await deps.workflows.isOpen(workflowId))) {
    const now = await readOrder(deps.database, orderId);
    if (now === null || isClosed(now.status)) return [];
    const detail = `The order is ${now.status} and no workflow ${workflowId} runs.`;
    return [
      processFinding(orderId, detail, `"parcours wake ${orderId}" starts its process again; so does its next command.`),
    ];
  }
  // Two tries: a status that changes between the two questions is no drift.
  const first = await compareStatus(deps, orderId);
  if (first === 'same') return [];
  const found = first === 'not said' ? first : await compareStatus(deps, orderId);
  if (found === 'same') return [];
  return [found === 'not said' ? notSaid(orderId) : differs(orderId, found)];
}

type Compared = 'same' | 'not said' | { readonly ours: OrderStatus; readonly theirs: string };

async function compareStatus({ database, workflows }: Deps, orderId: string): Promise<Compared> {
  const theirs = await workflows.statusOf(orderWorkflowId(orderId));
  const ours = await readOrder(database, orderId);
  if (ours === null || ours.status === theirs) return 'same';
  // Closed since it was read: its workflow may be over.
  if (theirs === null) return isClosed(ours.status) ? 'same' : 'not said';
  return { ours: ours.status, theirs };
}

/** In the same words for every order: whoever shows many of them says it once. */
const notSaid = (orderId: string): Finding => ({
  ...{ invariant: 'I7', subject: orderId, unknown: true },
  detail: 'The workflow did not say its status, so nothing was compared.',
  next: 'Run the audit again while a worker runs; if one does, read the worker’s log and the workflow’s history.',
});

const nobodyAnswers = (orderId: string): Finding => ({
  ...{ invariant: 'I7', subject: orderId, unknown: true },
  detail: `No worker answers: ${silentInARow} workflows in a row did not say their status, so nothing was compared.`,
  next: 'See that a worker runs ("parcours doctor" says whether one asks for work), then run the audit again.',
});

const differs = (orderId: string, { ours, theirs }: Exclude<Compared, string>): Finding =>
  processFinding(
    orderId,
    `The order is ${ours}, its workflow says ${theirs}.`,
    `"parcours wake ${orderId}" makes it look; if it stays, read its history.`,
  );

/** A workflow that runs and belongs to none of the open orders just read. */
async function compareWorkflow({ database, workflows }: Deps, workflowId: string): Promise<Finding[]> {
  const orderId = workflowId.slice(orderWorkflowId('').length);
  const order = await readOrder(database, orderId);
  if (order !== null && !isClosed(order.status)) return []; // placed a moment ago
  if (!(await workflows.isOpen(workflowId))) return [];
  const state = order === null ? 'does not exist' : `is ${order.status}`;
  const next = 'Read the workflow’s history, then end it: nothing is left for it to do.';
  return [processFinding(orderId, `Workflow ${workflowId} runs, and its order ${state}.`, next)];
}

function openOrders(
  { query }: Database,
  { after, placedBeforeMs }: { after: string; placedBeforeMs: number },
): Promise<readonly Order[]> {
  return query.execute<Order>(sql`
    select id, status from orders
    where id > ${after} and status not in ('completed', 'cancelled')
      and placed_at < now() - ${placedBeforeMs}::float8 * interval '1 millisecond'
    order by id limit ${rowsPerPage}::int`);
}

async function readOrder({ query }: Database, orderId: string): Promise<Order | null> {
  const rows = await query.execute<Order>(sql`select id, status from orders where id = ${orderId}`);
  return rows[0] ?? null;
}
