import { CliFailure } from './failure.ts';
import { readRunningStack } from './services/running-stack.ts';

/** DATABASE_URL, else the database of the stack that `parcours up` runs here. */
export function requireDatabaseUrl(): string {
  const url = process.env.DATABASE_URL || readRunningStack()?.env.DATABASE_URL;
  if (url) return url;
  throw new CliFailure('no database is known: set DATABASE_URL, or run "parcours up" in another terminal');
}
