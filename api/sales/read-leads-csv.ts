/** Leads from a CSV file: good rows, and what is wrong with the others, each with its line. */
import { CsvError, parse } from 'csv-parse/sync';
import type { ToldLead } from '../../db/sales/store-leads.ts';
import { leadBody } from './lead-schemas.ts';
import { readLead } from './read-lead.ts';

export type RowError = { readonly line: number; readonly column: string; readonly detail: string };
export type GoodRow = { readonly line: number; readonly lead: ToldLead };
export type ReadCsv =
  | {
      readonly kind: 'read';
      readonly rows: number;
      readonly good: readonly GoodRow[];
      readonly errors: readonly RowError[];
    }
  | { readonly kind: 'unreadable'; readonly detail: string };

export const mostRows = 1000;

const columns: Readonly<Record<string, string>> = {
  external_id: 'externalId',
  ...Object.fromEntries(['name', 'company', 'email', 'phone', 'locale', 'country', 'territory'].map((n) => [n, n])),
};

type Row = { readonly record: readonly string[]; readonly info: { readonly lines: number } };

export function readLeadsCsv(source: string, csv: string): ReadCsv {
  const parsed = parseRows(csv);
  if (typeof parsed === 'string') return { kind: 'unreadable', detail: parsed };
  const [header, ...rows] = parsed;
  const names = header?.record ?? [];
  const problem = headerProblem(names) ?? (rows.length > mostRows ? `Send at most ${mostRows} rows at a time.` : null);
  if (problem !== null) return { kind: 'unreadable', detail: problem };
  const lines = new Map<string, number>();
  const good: GoodRow[] = [];
  const errors: RowError[] = [];
  for (const { record, info } of rows) {
    const line = info.lines;
    const read = readRow(source, names, record);
    if (Array.isArray(read)) {
      errors.push(...read.map((error) => ({ line, ...error })));
      continue;
    }
    const before = lines.get(read.externalId);
    if (before === undefined) good.push({ line, lead: read });
    else errors.push({ line, column: 'external_id', detail: `The same external_id stands on line ${before} already.` });
    lines.set(read.externalId, before ?? line);
  }
  return { kind: 'read', rows: rows.length, good, errors };
}

function parseRows(csv: string): Row[] | string {
  try {
    const options = { bom: true, info: true, trim: true, skip_empty_lines: true, relax_column_count: true } as const;
    return parse(csv, options) as unknown as Row[]; // with `info` each row comes with its line
  } catch (error) {
    if (error instanceof CsvError) return `${error.message}.`;
    throw error;
  }
}

function headerProblem(names: readonly string[]): string | null {
  for (const needed of ['external_id', 'name']) {
    if (!names.includes(needed)) return `The first line must name the column ${needed}.`;
  }
  const unknown = names.find((name) => !Object.hasOwn(columns, name) && !/^factor_[a-z_]{1,30}$/.test(name));
  if (unknown !== undefined)
    return `There is no column "${unknown}". Known: ${Object.keys(columns).join(', ')}, factor_….`;
  return new Set(names).size < names.length ? 'A column stands twice in the first line.' : null;
}

function readRow(
  source: string,
  names: readonly string[],
  record: readonly string[],
): ToldLead | Omit<RowError, 'line'>[] {
  if (record.length !== names.length) {
    const detail = `This row has ${record.length} fields, the first line names ${names.length}.`;
    return [{ column: names[record.length] ?? '', detail }];
  }
  const filled = names.map((name, index) => [name, record[index] ?? ''] as const).filter(([, value]) => value !== '');
  const own = filled.flatMap(([name, value]) => (columns[name] === undefined ? [] : [[columns[name], value]]));
  const factors = filled.flatMap(([name, value]) => (name.startsWith('factor_') ? [[name.slice(7), value]] : []));
  const parsed = leadBody.safeParse({ source, ...Object.fromEntries(own), factors: Object.fromEntries(factors) });
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, message }) => ({ column: columnOf(String(path[0])), detail: message }));
  }
  const lead = readLead(parsed.data);
  return 'detail' in lead ? [{ column: columnOf(lead.field), detail: lead.detail }] : lead;
}

const columnOf = (field: string): string => (field === 'externalId' ? 'external_id' : field);
