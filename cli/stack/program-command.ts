import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const compiled = !import.meta.url.endsWith('.ts');
const codeRoot = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));

/** The folder that holds the project: `.parcours/` and `.tools/` live there, also when this is a build somewhere inside. */
export const projectRoot = holderOf('package.json', codeRoot) ?? path.dirname(codeRoot);

function holderOf(name: string, folder: string): string | undefined {
  if (existsSync(path.join(folder, name))) return folder;
  const above = path.dirname(folder);
  return above === folder ? undefined : holderOf(name, above);
}

export interface ProgramCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** How a program of ours is run, named by its source from the root: as we run ourselves, from source or from dist/. */
export function commandFor(program: string): ProgramCommand {
  const file = path.join(codeRoot, compiled ? program.replace(/\.ts$/, '.js') : program);
  // tsx by its full address: the programs may be started from any working directory.
  const loader = compiled ? [] : ['--import', import.meta.resolve('tsx')];
  return { command: process.execPath, args: [...loader, file] };
}
