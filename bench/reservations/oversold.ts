import { createReservationBatcher } from '../../activities/inventory/reservation-batcher.ts';
import type { Database } from '../../db/pool.ts';
import type { Rivals } from './rivals.ts';
import { putOnShelf, requestFor, shelf } from './shelves.ts';

const units = 1000;
const buyers = 1800;

/**
 * Two batchers, as in two workers, and row-lock transactions fight for too few units. Zero when exactly the units there
 * were are promised, by answers, rows and counter alike; fails when the three tell different stories.
 */
export async function countOversold(database: Database, rivals: Rivals): Promise<number> {
  const sku = 'SCARCE';
  await putOnShelf(database, sku, units);
  const batchers = [createReservationBatcher({ database }), createReservationBatcher({ database })];
  const answers = await Promise.all(
    Array.from({ length: buyers }, async (_, buyer) => {
      const batcher = batchers[buyer % 3];
      const request = requestFor(sku);
      return batcher ? (await batcher.reserve(request)).kind === 'reserved' : rivals.lockAndReserve(request);
    }),
  );
  const promised = answers.filter(Boolean).length;
  const [row] = await database.sql<{ counter: number; rows: number }[]>`
    select s.reserved as counter, (select sum(quantity)::int from reservations r where r.sku = s.sku and r.state = 'held') as rows
    from stock s where s.sku = ${sku} and s.location_id = ${shelf}`;
  if (row?.counter !== promised || row.rows !== promised)
    throw new Error(`${promised} units promised, ${row?.counter} counted, ${row?.rows} in rows`);
  return promised - units;
}
