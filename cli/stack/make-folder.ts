import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { CliFailure } from '../failure.ts';

/**
 * The folder and those above it, one after the other: Node's own `recursive` tries for ever where a folder above is there but
 * takes none (Node 20 under /proc).
 */
export function makeFolder(folder: string): void {
  const absolute = path.resolve(folder);
  if (existsSync(absolute)) return void mkdirSync(absolute, { recursive: true });
  makeFolder(path.dirname(absolute));
  try {
    mkdirSync(absolute);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    throw new CliFailure(`${absolute}: no folder can be made there; choose another one with --state.`);
  }
}
