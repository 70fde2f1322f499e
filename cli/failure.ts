import { ConfigError } from '../config.ts';

/** Exit codes of every command: 0 it worked, 1 it did not, 2 it was not asked properly, 3 nobody knows (`audit`). */
export const EXIT = { ok: 0, failed: 1, usage: 2, unknown: 3 } as const;

/** A failure that the person can do something about: one sentence, and the next move. */
export class CliFailure extends Error {
  readonly exitCode: (typeof EXIT)['failed' | 'usage' | 'unknown'];
  constructor(message: string, exitCode: CliFailure['exitCode'] = EXIT.failed) {
    super(message);
    this.name = 'CliFailure';
    this.exitCode = exitCode;
  }
}

/** Nobody answered: what was asked may or may not have been done. */
export class Unreachable extends CliFailure {}

const noDatabase = 'no database answers there; start it, correct DATABASE_URL, or run "parcours doctor"';

const NEXT_MOVES: Readonly<Record<string, string>> = {
  // The API and Temporal are named where they are asked: what is left is the database.
  ECONNREFUSED: noDatabase,
  ENOTFOUND: 'nobody has that name; correct the address',
  EHOSTUNREACH: 'no way leads there; correct the address',
  ETIMEDOUT: noDatabase,
  CONNECT_TIMEOUT: noDatabase,
  EACCES: 'it cannot be written; choose another folder with --state, or another account',
  EPERM: 'it cannot be written; choose another folder with --state, or another account',
  EROFS: 'it cannot be written; choose another folder with --state',
  EEXIST: 'that is no folder; choose another one with --state',
  ENOTDIR: 'that is no folder; choose another one with --state',
  ENOSPC: 'the disk is full; free some space, or choose another folder with --state',
  '28P01': 'correct the password in DATABASE_URL',
  '3D000': 'create the database first',
  '42P01': 'run "parcours migrate" first',
  '42703': 'run "parcours migrate" first',
};

const diskFull = 'The disk that holds the data is full: free some space, or choose another folder with --state';

/** What a person is told of any error: never a stack trace. PARCOURS_DEBUG=1 shows that one too. */
export function describeError(error: unknown): string {
  if (error instanceof ConfigError)
    return `${error.message}\nSet what is missing, or run "parcours up", which sets it.`;
  if (error instanceof CliFailure) return error.message;
  const root = rootOf(error);
  // Said by a program that we run, among much else.
  if (/no space left on device/i.test(messageOf(root))) return `${diskFull}.`;
  const next = NEXT_MOVES[codeOf(root) ?? ''];
  return next ? `${messageOf(root)}: ${next}.` : messageOf(root);
}

/** The reason alone, where the next move is told apart. */
export function reasonOf(error: unknown): string {
  return messageOf(rootOf(error));
}

const GRPC_NOT_FOUND = 5;

/** Temporal's way to say so. */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === GRPC_NOT_FOUND;
}

const GRPC_NO_ANSWER: readonly unknown[] = [4, 14]; // DEADLINE_EXCEEDED, UNAVAILABLE

/** Temporal said nothing, or was not there any more. */
export function gaveNoAnswer(error: unknown): boolean {
  return error instanceof Error && 'code' in error && GRPC_NO_ANSWER.includes(error.code);
}

/** The innermost cause: what wraps it repeats the query with its parameters, or says only "fetch failed". */
function rootOf(error: unknown): unknown {
  if (error instanceof AggregateError) return rootOf(error.errors[0]);
  return error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : error;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

function messageOf(error: unknown): string {
  const said = error instanceof Error ? error.message || error.name : String(error);
  return said.replace(/^write CONNECT_TIMEOUT /, 'no answer in time from ');
}
