import { databaseAway } from '../../db/database-errors.ts';

/**
 * Does `work` for one after the other and resolves with how many there were. One that fails keeps none from its turn; what
 * failed first is thrown once all had theirs. While the database is away nobody's turn would do any good.
 */
export async function eachInTurn<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  work: (item: Item) => Promise<void>,
): Promise<number> {
  const failures: unknown[] = [];
  let count = 0;
  for await (const item of items) {
    count += 1;
    await work(item).catch((error: unknown) => {
      if (databaseAway(error)) throw error;
      failures.push(error);
    });
  }
  if (failures.length > 0) throw failures[0];
  return count;
}
