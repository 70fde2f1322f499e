import { cpSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** The rooms whose programs are shipped. */
const rooms = ['activities', 'api', 'cli', 'db', 'domain', 'process', 'providers', 'simulators', 'workflows'];

/** Whatever the programs read besides code (migrations, texts, tables) lies in dist/ where it lies in the sources. */
export function copyAssets(root, out) {
  for (const room of rooms) {
    const entries = readdirSync(path.join(root, room), { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (!entry.isFile() || entry.name.endsWith('.ts')) continue;
      const file = path.join(entry.parentPath, entry.name);
      cpSync(file, path.join(out, path.relative(root, file)));
    }
  }
}
