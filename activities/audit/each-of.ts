/** Does `work` for every item, at most `limit` at a time, and gathers what it returns, in no particular order. */
export async function eachOf<Item, Result>(
  items: AsyncIterable<Item>,
  limit: number,
  work: (item: Item) => Promise<readonly Result[]>,
): Promise<Result[]> {
  const results: Result[] = [];
  const iterator = items[Symbol.asyncIterator]();
  const worker = async () => {
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      results.push(...(await work(next.value)));
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}
