import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './program-command.ts';

/** Where `npm run setup` found or put Temporal's programs; undefined means: let the SDK download its own. */
export interface TemporalPrograms {
  readonly devServer: string | undefined;
  readonly testServer: string | undefined;
}

/** Reads the answer of scripts/setup.mjs, the only place that decides which program is used. */
export function findTemporalPrograms(): TemporalPrograms {
  const file = path.join(projectRoot, '.tools', 'tools.json');
  const tools: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  return { devServer: pathIn(tools, 'devServer'), testServer: pathIn(tools, 'testServer') };
}

function pathIn(tools: unknown, kind: 'devServer' | 'testServer'): string | undefined {
  if (typeof tools !== 'object' || tools === null || !(kind in tools)) return undefined;
  const entry: unknown = Object.entries(tools).find(([name]) => name === kind)?.[1];
  if (typeof entry !== 'object' || entry === null || !('path' in entry)) return undefined;
  const { path: program } = entry;
  return typeof program === 'string' && path.isAbsolute(program) && existsSync(program) ? program : undefined;
}
