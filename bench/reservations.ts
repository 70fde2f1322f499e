/** The reservation of one popular SKU: the batcher beside a row-lock transaction and a raw bulk insert of the same rows. */
import { createReservationBatcher } from '../activities/inventory/reservation-batcher.ts';
import { openDatabase } from '../db/pool.ts';
import { figure, ratios } from './figures.ts';
import type { Measure } from './measure.ts';
import { countOversold } from './reservations/oversold.ts';
import { createRivals } from './reservations/rivals.ts';
import { requestFor, stockShelves } from './reservations/shelves.ts';
import { inRounds, latencyMs, ratePerSecond } from './rounds.ts';

const callers = 256;

export const reservations: Measure = {
  name: 'reservations',
  title: `${callers} callers reserve one SKU`,
  quick: true,
  run: async (stand) => {
    const { rounds, seconds, times } = stand.quick
      ? { rounds: 2, seconds: 0.4, times: 20 }
      : { rounds: 5, seconds: 1.5, times: 150 };
    const url = await stand.database('bench_reservations');
    const database = openDatabase({ url, poolSize: 20, applicationName: 'bench' });
    const rivals = createRivals(url);
    const batcher = createReservationBatcher({ database });
    try {
      await stockShelves(database);
      let turn = 0;
      const anyOf = (skus: number) => `SKU-${turn++ % skus}`;
      const rate = await inRounds(rounds, {
        batcher: () => ratePerSecond(callers, seconds, () => batcher.reserve(requestFor('SKU-0'))),
        rowLock: () => ratePerSecond(callers, seconds, () => rivals.lockAndReserve(requestFor('SKU-0'))),
        bulkInsert: () => rivals.bulkInsertRate(callers, seconds),
        spread: () => ratePerSecond(callers, seconds, () => batcher.reserve(requestFor(anyOf(1000)))),
      });
      const idle = await inRounds(rounds, {
        reserve: () => latencyMs(times, () => batcher.reserve(requestFor('SKU-1'))),
        insert: () => latencyMs(times, () => rivals.insertOne(requestFor('SKU-1'))),
      });
      const oversold = await countOversold(database, rivals);
      return [
        figure('reservations by the batcher', '/s', rate.batcher),
        figure('by SELECT … FOR UPDATE transactions', '/s', rate.rowLock),
        figure('raw bulk insert of the same rows', '/s', rate.bulkInsert),
        figure('by the batcher over 1,000 SKUs', '/s', rate.spread),
        figure('batcher / row-lock transaction', 'x', ratios(rate.batcher, rate.rowLock), { atLeast: 40 }),
        figure('batcher / raw bulk insert', 'x', ratios(rate.batcher, rate.bulkInsert), { atLeast: 0.75 }),
        figure('one SKU / 1,000 SKUs', 'x', ratios(rate.batcher, rate.spread), { atLeast: 0.9 }),
        figure('idle reservation', 'ms', idle.reserve),
        figure('one autocommit insert', 'ms', idle.insert),
        figure('idle reservation / insert', 'x', ratios(idle.reserve, idle.insert), { atMost: 1.5 }),
        figure('units oversold, 3 ways at once on too little stock', '', [oversold], { atMost: 0 }),
      ];
    } finally {
      await rivals.close();
      await database.close();
    }
  },
};
