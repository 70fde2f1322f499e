import { CliFailure, EXIT } from './failure.ts';
import { readRunningStack, runStack } from './stack/running-stack.ts';

// Not repeated: it may hold a password.
const noAddress = 'DATABASE_URL is no address of a Postgres: write it like postgres://user:password@host:5432/parcours';

/** DATABASE_URL, else the database of the stack that `parcours up` runs here. */
export function requireDatabaseUrl(): string {
  const url = process.env.DATABASE_URL || readRunningStack()?.env.DATABASE_URL;
  if (url && !/^postgres(ql)?:\/\/./.test(url)) throw new CliFailure(noAddress, EXIT.usage);
  if (url) return url;
  throw new CliFailure(`no database is known: set DATABASE_URL, or ${runStack}`);
}
