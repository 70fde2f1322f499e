import type postgres from 'postgres';
import { bindQueries, type Database } from '../../db/pool.ts';

export type Statement = { readonly text: string; readonly parameters: postgres.ParameterOrJSON<never>[] };

/** The statement that a query of ours sends, as the driver gets it. */
export async function captureSql(
  database: Database,
  ask: (database: Database) => Promise<unknown>,
): Promise<Statement> {
  let seen: Statement | undefined;
  const listening = new Proxy(database.sql, {
    get: (target, member) => {
      if (member !== 'unsafe') return Reflect.get(target, member);
      return (text: string, parameters: Statement['parameters'], options: postgres.UnsafeQueryOptions) => {
        seen = { text, parameters };
        return target.unsafe(text, parameters, options);
      };
    },
  });
  await ask({ ...database, sql: listening, query: bindQueries(listening) });
  if (!seen) throw new Error('the query sent no statement');
  return seen;
}
