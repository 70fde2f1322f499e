#!/usr/bin/env node
/** The command line: `parcours …`. Exit codes: 0 it worked, 1 it did not, 2 it was not asked properly, 3 nobody knows (`audit`). */
import { Command, CommanderError } from 'commander';
import { version } from '../process/version.ts';
import { auditCommand } from './commands/audit.ts';
import { calendarsCommand } from './commands/calendars.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { historyCommand } from './commands/history.ts';
import { keysCommand } from './commands/keys.ts';
import { migrateCommand } from './commands/migrate.ts';
import { ordersCommand } from './commands/orders.ts';
import { replayCommand } from './commands/replay.ts';
import { upCommand } from './commands/up.ts';
import { wakeCommand } from './commands/wake.ts';
import { CliFailure, describeError, EXIT } from './failure.ts';
import { outputOf } from './output.ts';

const commands = [
  upCommand,
  demoCommand,
  doctorCommand,
  migrateCommand,
  calendarsCommand,
  keysCommand,
  ordersCommand,
  historyCommand,
  replayCommand,
  auditCommand,
  wakeCommand,
];

const afterHelp = `
Exit codes: 0 it worked, 1 it did not, 2 it was not asked properly, 3 nobody knows (audit).
Beside a stack that "up" runs on another folder: PARCOURS_STATE=<folder>.`;

const program = new Command('parcours')
  .description('Runs, explains and checks the whole life of an order and of a customer.')
  .version(`${version.version} (${version.build})`)
  .option('--json', 'answer with one JSON document on stdout')
  .configureHelp({ showGlobalOptions: true })
  .exitOverride();
for (const create of commands) program.addCommand(inheritAll(create(), program));
namesItsHelp(program, 'parcours');
program.addHelpText('after', afterHelp);

// Whoever read us has gone (`parcours demo | head`): no trace of ours helps anybody, and what runs is ended at the exit.
process.stdout.on('error', () => process.exit(EXIT.failed));

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Subcommands of subcommands too: each must throw on bad usage instead of ending the process with 1. */
function inheritAll(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inheritAll(child, command);
  return command;
}

/** Whoever asked a command wrongly is sent to the help of that very command. */
function namesItsHelp(command: Command, name: string): void {
  command.showHelpAfterError(`Run "${name} --help" to see what there is.`);
  for (const child of command.commands) namesItsHelp(child, `${name} ${child.name()}`);
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return reportUsage(error);
  const message = describeError(error);
  if (outputOf(program).json) console.log(JSON.stringify({ ok: false, error: message }, null, 2));
  else console.error(`parcours: ${message}`);
  if (process.env.PARCOURS_DEBUG === '1') console.error(error);
  return error instanceof CliFailure ? error.exitCode : EXIT.failed;
}

/** Commander has told a person already; what was not parsed to its end is asked for the option as it was typed. */
function reportUsage(error: CommanderError): number {
  if (error.exitCode === 0 || isHelp(error)) return EXIT.ok;
  const message = error.code === 'commander.help' ? 'no command was named' : error.message.replace(/^error: /, '');
  if (process.argv.includes('--json')) console.log(JSON.stringify({ ok: false, error: message }, null, 2));
  return EXIT.usage;
}

function isHelp(error: CommanderError): boolean {
  return error.code === 'commander.helpDisplayed' || error.code === 'commander.version';
}
