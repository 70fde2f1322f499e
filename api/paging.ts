/** Keyset paging: `?limit=&cursor=` → `{ data, page: { next } }`. A cursor is opaque and says where the last page ended. */
import { z } from 'zod';
import { problemsOfText } from './parse-request.ts';
import { invalidRequest } from './problem.ts';

export const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('At most so many'),
  cursor: z.string().max(500).optional().describe('page.next of the page before'),
};

export const page = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    data: z.array(item),
    page: z.strictObject({ next: z.string().nullable().describe('Cursor of the next page; null on the last') }),
  });

/** A page of rows that were read with one more than `limit`: that one only tells that there is a next page. */
export function pageOf<Item>(rows: readonly Item[], limit: number, keyOf: (last: Item) => unknown) {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  const next = rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null;
  return { data, page: { next } };
}

export const encodeCursor = (key: unknown): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** What the cursor holds; null without one. Refuses a cursor that this API did not give. */
export function decodeCursor<Key>(cursor: string | undefined, schema: z.ZodType<Key>): Key | null {
  if (cursor === undefined) return null;
  const parsed = schema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString()));
  if (parsed.success && problemsOfText('query', parsed.data, []).length === 0) return parsed.data;
  const detail = {
    en: 'Send page.next of the page before, unchanged, or leave it out for the first page.',
    fr: 'Envoyez page.next de la page précédente, tel quel, ou omettez-le pour la première page.',
  };
  throw invalidRequest([{ in: 'query', pointer: '/cursor', code: 'wrong_format', detail }]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
