import { Command } from 'commander';
import { requireDatabaseUrl } from '../database-url.ts';
import { outputOf } from '../output.ts';

/** `parcours migrate`: brings the database to the newest schema and gives it its first calendars, and Temporal to know our search attributes. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description('bring the database to the newest schema (safe to repeat)')
    .option('--search-attributes', "also register the search attributes in Temporal's namespace")
    .action(async (options: { searchAttributes?: boolean }, command: Command) => {
      const output = outputOf(command);
      const { migrateDatabase } = await import('../../db/migrate.ts');
      const { provideCalendars } = await import('../../db/staff/seed-calendars.ts');
      const report = await migrateDatabase(requireDatabaseUrl());
      await provideCalendars(requireDatabaseUrl());
      const namespace = options.searchAttributes ? await registerAttributes() : undefined;
      output.answer({ ok: true, ...report, ...(namespace && { searchAttributesIn: namespace }) }, () =>
        [
          report.applied.length === 0
            ? `nothing to do: all ${report.total} migrations were applied before`
            : `applied ${report.applied.length} of ${report.total} migrations`,
          ...(namespace ? [`namespace ${namespace} knows the search attributes`] : []),
        ].join('\n'),
      );
    });
}

/** The namespace that knows them now. */
async function registerAttributes(): Promise<string> {
  const { connectTemporal } = await import('../temporal-client.ts');
  const { registerSearchAttributes } = await import('../../process/search-attributes.ts');
  const { connection, namespace, close } = await connectTemporal();
  await registerSearchAttributes(connection, namespace).finally(close);
  return namespace;
}
