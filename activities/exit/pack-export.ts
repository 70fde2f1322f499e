import { createHash } from 'node:crypto';
import { strToU8, zipSync } from 'fflate';
import type { PersonalRows } from '../../db/exit/read-personal.ts';

export type Manifest = {
  readonly exit: string;
  readonly customer: string;
  readonly purpose: 'access' | 'portability';
  readonly madeAt: string;
  readonly files: readonly { readonly name: string; readonly rows: number; readonly sha256: string }[];
};

/** One JSON and one CSV file per table that has rows, and a manifest with the hash of each. */
export function packExport(
  tables: readonly PersonalRows[],
  about: Omit<Manifest, 'files' | 'madeAt'> & { readonly now: number },
): Buffer {
  const { now, ...rest } = about;
  const files = tables
    .filter(({ rows }) => rows.length > 0)
    .flatMap(({ table, columns, rows }) => [
      { name: `${table}.json`, rows: rows.length, content: `${JSON.stringify(rows, null, 2)}\n` },
      { name: `${table}.csv`, rows: rows.length, content: csvOf(columns, rows) },
    ]);
  const manifest: Manifest = {
    ...rest,
    madeAt: new Date(now).toISOString(),
    files: files.map(({ name, rows, content }) => ({ name, rows, sha256: sha256(content) })),
  };
  const entries = [
    ...files.map(({ name, content }) => [name, strToU8(content)] as const),
    ['manifest.json', strToU8(`${JSON.stringify(manifest, null, 2)}\n`)] as const,
  ];
  return Buffer.from(zipSync(Object.fromEntries(entries), { mtime: new Date(now) }));
}

/** RFC 4180; what starts like a formula is quoted by an apostrophe, so that a spreadsheet shows it and runs nothing. */
function csvOf(columns: readonly string[], rows: PersonalRows['rows']): string {
  const lines = rows.map((row) => columns.map((column) => cell(row[column])).join(','));
  return [columns.join(','), ...lines, ''].join('\r\n');
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const written = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(written) ? `'${written}` : written;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');
