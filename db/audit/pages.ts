/** Reads rows page by page, by their ids: an audit of a large database must not hold it in memory. */
export async function* inPages<Row extends { readonly id: string }>(
  read: (after: string) => PromiseLike<readonly Row[]>,
): AsyncGenerator<Row> {
  for await (const page of pagesOf(read)) yield* page;
}

/** The same, a page at a time: for who reads more about each row, and must not do so row by row. */
export async function* pagesOf<Row extends { readonly id: string }>(
  read: (after: string) => PromiseLike<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const rows: readonly Row[] = await read(after);
    if (rows.length > 0) yield rows;
    after = rows.at(-1)?.id;
  }
}
