import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const sha256 = (content) => createHash('sha256').update(content).digest('hex');

/**
 * The name of this build: PARCOURS_BUILD when it is given (an image is built without .git), the commit when nothing was
 * changed since, else a digest of everything that was built.
 */
export function whichCode(root, out) {
  return process.env.PARCOURS_BUILD || cleanCommit(root) || `sha256-${digestOf(out).slice(0, 16)}`;
}

function cleanCommit(root) {
  const git = (...args) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    return git('status', '--porcelain').trim() === '' ? git('rev-parse', '--short=12', 'HEAD').trim() : '';
  } catch {
    return ''; // no git, or no repository
  }
}

/** Paths and contents, in an order that does not depend on the file system. Maps hold addresses of this machine. */
function digestOf(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(path.join(folder, file)))
      .update('\0');
  return hash.digest('hex');
}
