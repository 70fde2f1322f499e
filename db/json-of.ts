import { type SQL, sql } from 'drizzle-orm';

/** What stands in a field: a column, whose name is ours and never a caller's, or an expression. */
type Built = string | SQL;

const built = (value: Built): SQL => (typeof value === 'string' ? sql.raw(value) : value);

/** An object that the database builds as JSON. Of a `Shape` that gets a field more, the compiler names every place that does not read it. */
export function jsonOf<Shape>(fields: { readonly [Field in keyof Required<Shape>]: Built }): SQL {
  const pairs = Object.entries<Built>(fields).map(([field, value]) => sql`${sql.raw(`'${field}'`)}, ${built(value)}`);
  return sql`jsonb_build_object(${sql.join(pairs, sql`, `)})`;
}

/** A list of what is found `from` there, empty without any. `order` makes it the same list each time. */
export const listOf = (each: Built, order: string, from: SQL): SQL =>
  sql`(select coalesce(jsonb_agg(${built(each)} order by ${sql.raw(order)}), '[]') from ${from})`;
