/** Leads from a CSV file: good rows, and what is wrong with the others, each with its line. */
import type { ToldLead } from '../../db/sales/store-leads.ts';
import type { Text } from '../../domain/orders/wording.ts';
import { problemsOf } from '../request-problems.ts';
import { csvRecords } from './csv-records.ts';
import { leadBody } from './lead-schemas.ts';
import { readLead } from './read-lead.ts';

export type RowError = { readonly line: number; readonly column: string; readonly detail: Text };
export type GoodRow = { readonly line: number; readonly lead: ToldLead };
export type ReadCsv =
  | {
      readonly kind: 'read';
      readonly rows: number;
      readonly good: readonly GoodRow[];
      readonly errors: readonly RowError[];
    }
  | { readonly kind: 'unreadable'; readonly detail: Text };

const mostRows = 1000;

const tooManyRows: Text = {
  en: `Send at most ${mostRows} rows at a time.`,
  fr: `Envoyez ${mostRows} lignes au plus à la fois.`,
};
const columnTwice: Text = {
  en: 'A column stands twice in the first line.',
  fr: 'Une colonne se trouve deux fois dans la première ligne.',
};
const twice = (line: number): Text => ({
  en: `The same external_id stands on line ${line} already.`,
  fr: `Le même external_id se trouve déjà à la ligne ${line}.`,
});

const columns: Readonly<Record<string, string>> = {
  external_id: 'externalId',
  ...Object.fromEntries(['name', 'company', 'email', 'phone', 'locale', 'country', 'territory'].map((n) => [n, n])),
};

export function readLeadsCsv(source: string, csv: string): ReadCsv {
  // Excel names its separator in a line before the first; a blank one in its place keeps the numbers of the others.
  const text = csv.replace(/^\uFEFF/, '').replace(/^sep=.(?=[\r\n])/i, '');
  const [header, ...rows] = csvRecords(text, delimiterOf(text));
  const names = header && 'fields' in header ? namesOf(header.fields) : [];
  const problem = headerProblem(names) ?? (rows.length > mostRows ? tooManyRows : null);
  if (problem !== null) return { kind: 'unreadable', detail: problem };
  const lines = new Map<string, number>();
  const good: GoodRow[] = [];
  const errors: RowError[] = [];
  for (const row of rows) {
    const { line } = row;
    const read =
      'broken' in row ? [{ column: names[0] ?? '', detail: row.broken }] : readRow(source, names, row.fields);
    if (Array.isArray(read)) {
      errors.push(...read.map((error) => ({ line, ...error })));
      continue;
    }
    const before = lines.get(read.externalId);
    if (before === undefined) good.push({ line, lead: read });
    else errors.push({ line, column: 'external_id', detail: twice(before) });
    lines.set(read.externalId, before ?? line);
  }
  return { kind: 'read', rows: rows.length, good, errors };
}

/** Spreadsheets write what their country does: semicolons where the comma is for decimals. */
function delimiterOf(text: string): string {
  const [first = ''] = text
    .trimStart()
    .toLowerCase()
    .split(/[\r\n]/, 1);
  const found = [',', ';', '\t'].find((delimiter) =>
    first.split(delimiter).some((name) => name.trim().replaceAll('"', '') === 'external_id'),
  );
  return found ?? ',';
}

/** In small letters, without the unnamed ones that spreadsheets leave at the end of a line. */
function namesOf(fields: readonly string[]): readonly string[] {
  const last = fields.findLastIndex((name) => name !== '');
  return fields.slice(0, last + 1).map((name) => name.toLowerCase());
}

function headerProblem(names: readonly string[]): Text | null {
  for (const needed of ['external_id', 'name']) {
    if (!names.includes(needed))
      return {
        en: `The first line must name the column ${needed}.`,
        fr: `La première ligne doit nommer la colonne ${needed}.`,
      };
  }
  const unknown = names.find((name) => !Object.hasOwn(columns, name) && !/^factor_[a-z_]{1,30}$/.test(name));
  if (unknown !== undefined) {
    const known = `${Object.keys(columns).join(', ')}, factor_…`;
    return {
      en: `There is no column "${unknown}". Known: ${known}.`,
      fr: `Il n’y a pas de colonne « ${unknown} ». Connues : ${known}.`,
    };
  }
  return new Set(names).size < names.length ? columnTwice : null;
}

function readRow(
  source: string,
  names: readonly string[],
  fields: readonly string[],
): ToldLead | Omit<RowError, 'line'>[] {
  const more = fields.slice(names.length);
  const record = more.every((value) => value === '') ? fields.slice(0, names.length) : fields;
  if (record.length !== names.length) {
    const detail = {
      en: `This row has ${record.length} fields, the first line names ${names.length}.`,
      fr: `Cette ligne a ${record.length} champs, la première en nomme ${names.length}.`,
    };
    return [{ column: names[record.length] ?? '', detail }];
  }
  const filled = names.map((name, index) => [name, record[index] ?? ''] as const).filter(([, value]) => value !== '');
  const own = filled.flatMap(([name, value]) => (columns[name] === undefined ? [] : [[columns[name], value]]));
  const factors = filled.flatMap(([name, value]) => (name.startsWith('factor_') ? [[name.slice(7), value]] : []));
  const parsed = leadBody.safeParse(
    { source, ...Object.fromEntries(own), factors: Object.fromEntries(factors) },
    { reportInput: true },
  );
  if (!parsed.success) {
    return problemsOf('body', parsed.error.issues).map(({ pointer, detail }) => {
      return { column: columnOf(pointer.split('/')[1] ?? ''), detail };
    });
  }
  const lead = readLead(parsed.data);
  return 'detail' in lead ? [{ column: columnOf(lead.field), detail: lead.detail }] : lead;
}

const columnOf = (field: string): string => (field === 'externalId' ? 'external_id' : field);
