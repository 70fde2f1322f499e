import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const sources = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));

/**
 * Bundles the workflows once for every worker of this run, which would else take seconds for it at each start. Resolves
 * with the file; undefined where the code is compiled, because its bundle lies beside it.
 */
export async function bundleInto(folder: string): Promise<string | undefined> {
  if (!existsSync(sources)) return undefined;
  const { bundleWorkflows } = await import('../../process/workflow-code.ts');
  const code = await bundleWorkflows(sources);
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'workflow-bundle.js');
  // Renamed when whole: a worker of another run never reads half of it.
  writeFileSync(`${file}.${process.pid}`, code);
  renameSync(`${file}.${process.pid}`, file);
  return file;
}
