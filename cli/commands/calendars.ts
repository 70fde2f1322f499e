import { Command, InvalidArgumentError, Option } from 'commander';
import type { EasterChoice } from '../../domain/calendar/public-holidays.ts';
import type { HolidayYears } from '../../domain/calendar/seeded-calendars.ts';
import { requireDatabaseUrl } from '../database-url.ts';
import { outputOf, table } from '../output.ts';

/** `parcours calendars …`: works on the database itself, like `migrate`, which makes them the first time. */
export function calendarsCommand(): Command {
  return new Command('calendars')
    .description('working calendars of Québec, France and the United States')
    .addCommand(seedSubcommand());
}

type Seed = { readonly years: HolidayYears; readonly easter: EasterChoice };

function seedSubcommand(): Command {
  return new Command('seed')
    .description('publish ca-qc, fr, us and claims with the public holidays of some years (safe to repeat)')
    .requiredOption('--years <first-last>', 'like 2026-2035, or one year', readYears)
    .addOption(
      new Option('--easter <day>', 'which day Québec’s calendar has off')
        .choices(['good_friday', 'easter_monday'])
        .default('good_friday'),
    )
    .action(async (seed: Seed, command: Command) => {
      const { openDatabase } = await import('../../db/pool.ts');
      const { inTransaction } = await import('../../db/transaction.ts');
      const { seedCalendars } = await import('../../db/staff/seed-calendars.ts');
      const database = openDatabase({ url: requireDatabaseUrl(), poolSize: 1, applicationName: 'parcours calendars' });
      const calendars = await inTransaction(database, (tx) => seedCalendars(tx, seed)).finally(database.close);
      outputOf(command).answer({ ok: true, calendars }, () => table(calendars.map(({ id, did }) => [id, did])));
    });
}

/** At most thirty at once: a calendar holds 500 holidays. */
function readYears(text: string): HolidayYears {
  const [, first, last = first] = /^(20\d\d)(?:-(20\d\d))?$/.exec(text) ?? [];
  const years = { first: Number(first), last: Number(last) };
  if (!(years.last >= years.first && years.last - years.first < 30)) {
    throw new InvalidArgumentError('Name at most thirty years, like 2026-2035.');
  }
  return years;
}
