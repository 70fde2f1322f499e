/** What the happy path costs in Temporal, counted from real histories: 3 lines, 1 shipment, by card, to completed. */
import { orderWorkflowId } from '../domain/ids.ts';
import { countHistory, type HistoryCount } from '../test/harness/count-history.ts';
import { figure } from './figures.ts';
import type { Measure } from './measure.ts';
import type { Stand } from './stand.ts';

export const historyCounts: Measure = {
  name: 'history-counts',
  title: 'history of a happy path: 3 lines, 1 shipment, by card',
  quick: true,
  run: async (stand) => {
    const counts = await countOrders(stand, stand.quick ? 1 : 5);
    const of = (what: keyof HistoryCount) => counts.map((count) => count[what]);
    return [
      figure('history events (moonshot 25)', '', of('events'), { atMost: 45 }),
      figure('workflow tasks (moonshot 4)', '', of('workflowTasks'), { atMost: 9 }),
      figure('billable actions (moonshot 7)', '', of('actions'), { atMost: 12 }),
    ];
  },
};

async function countOrders(stand: Stand, orders: number): Promise<HistoryCount[]> {
  const stack = await stand.stack();
  const ids: string[] = [];
  for (let i = 0; i < orders; i += 1) ids.push(await stack.place(['LAMP', 'DESK', 'CHAIR']));
  await stack.reach(ids, 'confirmed');
  await Promise.all(ids.map(stack.handOver));
  await stack.reach(ids, 'completed');
  return Promise.all(ids.map((id) => countHistory(stack.temporal, orderWorkflowId(id))));
}
