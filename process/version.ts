import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type Version = { readonly version: string; readonly build: string; readonly bundle: string | null };

/** Which code runs: the package's version, and what `npm run build` stamped; "source" when it was not built. */
export const version: Version = readVersion();

function readVersion(): Version {
  const stamp = fileURLToPath(new URL('../build.json', import.meta.url));
  if (existsSync(stamp)) return JSON.parse(readFileSync(stamp, 'utf8'));
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return { version: manifest.version, build: 'source', bundle: null };
}
