import { sql } from 'drizzle-orm';
import type { Engine } from './engine.ts';

/** Everything that is known of an order or a customer's process that did not reach its end, a line each: for who reads the log of a failed run. */
export async function explain(
  { database, temporalClient }: Pick<Engine, 'database' | 'temporalClient'>,
  id: string,
): Promise<string> {
  const lines: string[] = [];
  for (const statement of [
    sql`select status, status_since, waiting_until, nudge_at, nudged_since, version, now() from orders where id = ${id}`,
    sql`select status, wake_at, alarm_at, watch_at, nudge_at, nudged_since, version, now() from processes where id = ${id}`,
    sql`select work, subject, code, detail, resolution from stuck_work where process_id = ${id}`,
    sql`select seq, type, actor, at from events where aggregate_id = ${id} order by seq`,
    sql`select id, kind, state, deliveries, next_delivery_at, accepted_at, settled_at, unheard, outcome from commands
      where subject = ${id} order by accepted_at`,
    sql`select id, state from shipments where order_id = ${id}`,
    sql`select id, state from payments where order_id = ${id}`,
    sql`select sku, quantity, state from reservations where order_id = ${id}`,
  ]) {
    for (const row of await database.query.execute(statement)) lines.push(short(row));
  }
  const [{ kind = 'order' } = {}] = await database.query.execute<{ kind: string }>(
    sql`select kind from processes where id = ${id}`,
  );
  const workflow = temporalClient.workflow.getHandle(`${kind}/${id}`);
  const { events } = await workflow.fetchHistory();
  for (const { eventId, eventTime, workerMayIgnore: _, ...event } of events ?? []) {
    lines.push(`${eventId} ${new Date(Number(eventTime?.seconds ?? 0) * 1000).toISOString()} ${short(event)}`);
  }
  const { raw } = await workflow.describe();
  lines.push(`pending ${short({ activities: raw.pendingActivities, task: raw.pendingWorkflowTask })}`);
  return lines.join('\n');
}

const short = (value: object): string => JSON.stringify(value).slice(0, 500);
