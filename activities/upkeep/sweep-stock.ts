import { expireLeases, ordersToNudge } from '../../db/inventory/expire-leases.ts';
import { fillBackorders } from '../../db/inventory/fill-backorders.ts';
import { askForOverdue } from '../../db/inventory/incoming-receipts.ts';
import type { ActivityDeps } from '../activity-deps.ts';

const rowsPerRound = 500;
const ordersPerRound = 1000;

/**
 * The second guard on leases and on the queue for stock: each finding is settled once, whoever is first. And asks people for
 * announced goods that did not come.
 */
export async function sweepStock({ database, nudge }: Pick<ActivityDeps, 'database' | 'nudge'>) {
  const expired = await expireLeases(database, rowsPerRound);
  const filled = await fillBackorders(database);
  const lost = await ordersToNudge(database, ordersPerRound);
  const nudged = [...new Set([...expired, ...filled, ...lost])];
  await Promise.all(nudged.map(nudge));
  await askForOverdue(database);
  return { expired: expired.length, filled: filled.length, nudged: nudged.length };
}
