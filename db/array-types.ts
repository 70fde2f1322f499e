import { makePgArray } from 'drizzle-orm/pg-core';
import type postgres from 'postgres';

interface ArrayType {
  readonly array: number;
  readonly read: (text: string) => string | number;
}

/**
 * The array types that our SQL uses, by the numbers that Postgres gives them. postgres.js would ask the server for them on
 * each connection, and when a backend dies during that question, its answer is a rejection that nobody can catch: the
 * whole process ends (seen 11 times in 130 kills; `fetch_types: false` in connection.ts turns it off).
 */
const ARRAY_TYPES: readonly ArrayType[] = [
  { array: 1009, read: String }, // text
  { array: 1015, read: String }, // varchar
  { array: 2951, read: String }, // uuid
  { array: 3807, read: String }, // jsonb
  { array: 1185, read: String }, // timestamptz
  { array: 1231, read: String }, // numeric
  { array: 1007, read: Number }, // int4
  { array: 1016, read: Number }, // int8
];

/** Lets a client write and read these arrays, of one dimension. */
export function registerArrayTypes({ options }: postgres.Sql): void {
  for (const { array, read } of ARRAY_TYPES) {
    options.serializers[array] = (value: unknown) => (Array.isArray(value) ? makePgArray(value) : String(value));
    options.parsers[array] = (text: string) => readArray(text, read);
  }
}

// Drizzle's own parsePgArray drops every backslash.
const ELEMENT = /"((?:[^"\\]|\\.)*)"|([^,{}]+)/gs;

function readArray<T>(text: string, read: (element: string) => T): (T | null)[] {
  return [...text.matchAll(ELEMENT)].map(([, quoted, plain]) => {
    if (quoted !== undefined) return read(quoted.replace(/\\(.)/gs, '$1'));
    return plain === undefined || plain === 'NULL' ? null : read(plain);
  });
}
