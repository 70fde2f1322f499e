import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    buildFolder: string;
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const PATIENCE_MS = 110_000;

/**
 * The folder of `npm run build`, with the measures, made once per run by whoever needs it first. Without the check of types, which the gate
 * makes beside the tests. From there a worker starts with half the processor time that it needs from its sources.
 */
export async function builtPrograms(): Promise<string> {
  const folder = inject('buildFolder');
  const built = path.join(folder, 'dist');
  // Only who made the folder is told its name.
  if (mkdirSync(path.join(folder, 'begun'), { recursive: true }) !== undefined) {
    const draft = path.join(folder, 'draft');
    await promisify(execFile)(process.execPath, ['scripts/build.mjs', '--bench', '--no-check', '--out', draft], {
      cwd: root,
    });
    renameSync(draft, built);
  }
  for (const deadline = Date.now() + PATIENCE_MS; !existsSync(built); await pause(100)) {
    if (Date.now() > deadline) throw new Error(`nobody has built the programs into ${built}`);
  }
  return built;
}
