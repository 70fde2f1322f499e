/** Lists of processes: the newest first, one page after the other. */

import { z } from 'zod';
import type { ListedProcess, ProcessPage } from '../../db/processes/list-processes.ts';
import type { Moves } from '../../domain/processes/process.ts';
import { instant, iso } from '../instant.ts';
import { decodeCursor, pageOf, paging } from '../paging.ts';
import { ofCustomer } from '../schemas.ts';
import { storedInstant } from '../stored-instant.ts';

const position = z.strictObject({ openedAt: storedInstant, id: z.string().min(1).max(40) });

const statusOf = <Status extends string>(moves: Moves<Status>) => z.enum(Object.keys(moves) as [Status, ...Status[]]); // Object.keys widens to string[]

/** What every list of processes can be asked. */
export const listQuery = <Status extends string>(moves: Moves<Status>) => ({
  ...paging,
  status: statusOf(moves).optional(),
  customer: ofCustomer,
});

/** The fields that every entry has. */
export const listedFields = <Status extends string>(moves: Moves<Status>) => ({
  id: z.string(),
  customerId: z.string(),
  status: statusOf(moves),
  statusSince: instant,
  openedAt: instant,
  version: z.number().int(),
});

/** One page as it is answered. Processes opened meanwhile do not shift the pages. */
export async function processPage<Row extends ListedProcess<string>>(
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  read: (page: ProcessPage) => Promise<Row[]>,
) {
  const rows = await read({ position: decodeCursor(cursor, position), limit: limit + 1 });
  const { data, page } = pageOf(rows, limit, (last) => ({ openedAt: last.openedAtText, id: last.id }));
  const shown = data.map(({ openedAtText: _, ...row }) => ({
    ...row,
    ...{ statusSince: iso(row.statusSince), openedAt: iso(row.openedAt) },
  }));
  return { data: shown, page };
}
