/** The records of a CSV text, each on its own, so that a broken one costs no other. */
import { CsvError, parse } from 'csv-parse/sync';
import type { Text } from '../../domain/orders/wording.ts';

export type CsvRecord =
  /** `line` is the one it begins on: fields in quotes may go over several. */
  { readonly line: number; readonly fields: readonly string[] } | { readonly line: number; readonly broken: Text };

/** A quote that is still open after so many lines was never meant to go over lines. */
const longestRecord = 50;

export function csvRecords(text: string, delimiter: string): CsvRecord[] {
  const lines = text.split(/\r\n|\n|\r/);
  const records: CsvRecord[] = [];
  for (let at = 0; at < lines.length; ) {
    const taken = linesTaken(lines, at);
    const fields =
      taken === null
        ? { en: 'A quote is opened and not closed.', fr: 'Un guillemet est ouvert et jamais fermé.' }
        : parseRecord(lines, { at, taken, delimiter });
    // After a broken record the next line may be a good one, whatever its quotes seemed to take in.
    const broken = fields !== null && 'en' in fields;
    if (broken) records.push({ line: at + 1, broken: fields });
    else if (fields !== null) records.push({ line: at + 1, fields });
    at += broken ? 1 : (taken ?? 1);
  }
  return records;
}

/** How many lines a record takes: until its quotes are even. */
function linesTaken(lines: readonly string[], at: number): number | null {
  let quotes = 0;
  for (let taken = 1; taken <= longestRecord && at + taken <= lines.length; taken += 1) {
    quotes += (lines[at + taken - 1] ?? '').split('"').length - 1;
    if (quotes % 2 === 0) return taken;
  }
  return null;
}

type Place = { readonly at: number; readonly taken: number; readonly delimiter: string };

/** Null for a blank line, a sentence for what is wrong. */
function parseRecord(lines: readonly string[], { at, taken, delimiter }: Place): readonly string[] | Text | null {
  const raw = lines.slice(at, at + taken).join('\n');
  if (raw.trim() === '') return null;
  try {
    const [fields = []] = parse(raw, { delimiter, trim: true, relax_column_count: true }) as string[][]; // no `columns`
    return fields;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return error.code.includes('QUOTE')
      ? {
          en: 'A quote stands where none can. Put the whole field in quotes, and write a quote in it twice.',
          fr: 'Un guillemet se trouve là où il ne peut pas être. Mettez tout le champ entre guillemets, et doublez ceux qu’il contient.',
        }
      : { en: 'This row cannot be read as CSV.', fr: 'Cette ligne n’est pas lisible comme CSV.' };
  }
}
