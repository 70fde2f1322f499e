/** Reads rows page by page, by their ids: an audit of a large database must not hold it in memory. */
export async function* inPages<Row extends { readonly id: string }>(
  read: (after: string) => PromiseLike<readonly Row[]>,
): AsyncGenerator<Row> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const rows: readonly Row[] = await read(after);
    yield* rows;
    after = rows.at(-1)?.id;
  }
}
