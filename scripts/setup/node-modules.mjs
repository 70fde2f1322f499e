import { readFileSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { lastLines, runCommand } from './run-command.mjs';

const MINIMUM_NODE = [20, 19];

/** Throws one readable sentence when this Node is too old to run the project. */
export function checkNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [needMajor, needMinor] = MINIMUM_NODE;
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return;
  throw new Error(
    `Node ${version} is too old: Parcours needs Node ${needMajor}.${needMinor} or newer. Install it from https://nodejs.org or with your version manager, then run this again.`,
  );
}

/** Installs the packages of package-lock.json when they are missing or differ. @returns {Promise<string>} what was done */
export async function ensureNodeModules(root, report) {
  const state = inspectNodeModules(root);
  if (state === 'fresh') return 'present';
  const clean = await report.during(`node_modules is ${state}: npm ci`, () => npm(root, ['ci']));
  if (clean.code === 0) return 'npm ci';
  // npm ci refuses a lock file whose optional platform packages the registry in use did not list; npm install
  // follows the same lock file and only fills the gaps. --no-save: a set-up must never edit the lock file.
  if (!/EUSAGE|Missing: .* from lock file/.test(clean.output)) throw npmFailure('npm ci', clean);
  report.line('npm ci refused the lock file; falling back to npm install --no-save');
  const install = await report.during('npm install', () => npm(root, ['install', '--no-save']));
  if (install.code !== 0) throw npmFailure('npm install', install);
  touch(installedLockPath(root));
  return 'npm install';
}

/** @returns {'missing' | 'stale' | 'fresh'} */
function inspectNodeModules(root) {
  const wanted = statSync(path.join(root, 'package-lock.json'));
  const installed = statSync(installedLockPath(root), { throwIfNoEntry: false });
  if (!installed) return 'missing';
  if (installed.mtimeMs >= wanted.mtimeMs) return 'fresh';
  // A checkout rewrites the lock file's time without a change: compare before npm ci deletes a good folder.
  if (!samePackages(root)) return 'stale';
  touch(installedLockPath(root));
  return 'fresh';
}

function samePackages(root) {
  const wanted = readPackages(path.join(root, 'package-lock.json'));
  const installed = readPackages(installedLockPath(root));
  const wantedOk = Object.entries(wanted).every(([name, entry]) => {
    if (name === '') return true;
    const here = installed[name];
    return here ? here.version === entry.version : entry.optional === true;
  });
  return wantedOk && Object.keys(installed).every((name) => name in wanted);
}

function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}

function installedLockPath(root) {
  return path.join(root, 'node_modules', '.package-lock.json');
}

function touch(file) {
  const now = new Date();
  utimesSync(file, now, now);
}

function npm(root, args) {
  return runCommand(process.platform === 'win32' ? 'npm.cmd' : 'npm', [...args, '--no-audit', '--no-fund'], {
    cwd: root,
  });
}

function npmFailure(what, { code, output }) {
  return new Error(`${what} failed (exit ${code}). The end of its output:\n${lastLines(output)}`);
}
