import { sql } from 'drizzle-orm';
import type { ClaimFacts } from '../../domain/claims/claim-facts.ts';
import type { ProcessChange } from '../processes/change-process.ts';
import { raiseTask } from '../tasks/raise-task.ts';
import { inspectLine } from './receive-goods.ts';
import { openSendBack } from './send-back.ts';

type Change = ProcessChange<ClaimFacts>;

/**
 * Goods that came for a claim under which nothing is given for them are their customer's: what nobody has looked at, and what
 * was kept apart, goes back in a parcel. For what stands on a shelf already, or is scrap, somebody finds another way.
 */
export async function giveGoodsBack(change: Change): Promise<void> {
  const { tx, facts, now } = change;
  const back = facts.return;
  if (back === null) return;
  const kept = await keptUnits(change, back.id);
  const unseen = some(back.lines.map(({ lineNo, received, inspected }) => ({ lineNo, units: received - inspected })));
  for (const line of unseen) await inspectLine(change, back.id, { ...line, accepted: false, disposition: 'send_back' });
  const parcels = back.sendBacks.flatMap(({ lines }) => lines.map((line) => ({ ...line, units: -line.units })));
  await openSendBack(change, back.id, some([...unseen, ...kept.apart, ...parcels]));
  if (kept.gone.length === 0) return;
  const details = { claim: facts.id, return: back.id, lines: kept.gone };
  const task = { kind: 'goods_to_give_back', subject: back.id, orderId: facts.orderId, details };
  await raiseTask(tx, { ...task, role: 'agent', now });
}

/** By what the inspections said: kept apart, or on the shelf and scrap, where nobody was asked about those before. */
async function keptUnits({ tx }: Change, returnId: string) {
  const rows = await tx.execute<{ lineNo: number; apart: number; gone: number }>(sql`
    select line_no as "lineNo", coalesce(sum(units) filter (where disposition in ('quarantine', 'send_back')), 0)::int as apart,
      case when exists (select 1 from tasks where kind = 'goods_to_give_back' and subject = ${returnId}) then 0
        else coalesce(sum(units) filter (where disposition = 'restock' or (disposition = 'scrap' and accepted)), 0)::int end as gone
    from return_inspections where return_id = ${returnId} group by line_no order by line_no`);
  return {
    apart: rows.map(({ lineNo, apart: units }) => ({ lineNo, units })),
    gone: some(rows.map(({ lineNo, gone: units }) => ({ lineNo, units }))),
  };
}

/** Per line, where there are any. */
function some(lines: readonly { readonly lineNo: number; readonly units: number }[]) {
  const units = new Map<number, number>();
  for (const line of lines) units.set(line.lineNo, (units.get(line.lineNo) ?? 0) + line.units);
  return [...units].map(([lineNo, sum]) => ({ lineNo, units: sum })).filter((line) => line.units > 0);
}
