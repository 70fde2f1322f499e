import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lastLines, runCommand } from './run-command.mjs';

/** Thrown when PyPI (or a mirror) serves bytes that do not match the pinned hash: never fall through to another rung. */
export class HashMismatch extends Error {}

/**
 * Downloads one pinned wheel with pip and puts its program at `target`. pip checks the hash before anything is unpacked;
 * the rename at the end is atomic, so two set-ups at once and a killed one are both safe.
 * @returns {Promise<{ sha256: string }>} digest of the unpacked program
 */
export async function fetchWheel(wheel, target) {
  const toolsFolder = path.dirname(target);
  await mkdir(toolsFolder, { recursive: true });
  // Its name says whose it is: what a killed set-up left is told from what one downloads right now.
  const scratch = await mkdtemp(path.join(toolsFolder, `.download-${process.pid}-`));
  try {
    const file = await download(wheel, scratch);
    const program = await unpack(wheel, file, scratch);
    await chmod(program, 0o755);
    const sha256 = await digestOf(program);
    await rename(program, target);
    return { sha256 };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Removes what set-ups that were killed left of their downloads. */
export async function clearLeftovers(toolsFolder) {
  const names = await readdir(toolsFolder).catch(() => []);
  const left = names.filter(
    (name) => name.startsWith('.download-') && !isAlive(Number(/^\.download-(\d+)-/.exec(name)?.[1])),
  );
  await Promise.all(left.map((name) => rm(path.join(toolsFolder, name), { recursive: true, force: true })));
}

function isAlive(pid) {
  if (!(pid > 0)) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function download(wheel, scratch) {
  const requirements = path.join(scratch, 'requirements.txt');
  const hashes = wheel.sha256.map((sha256) => `--hash=sha256:${sha256}`).join(' ');
  await writeFile(requirements, `${wheel.name}==${wheel.version} ${hashes}\n`);
  // `--only-binary`: a source package would run its own build code. Relative paths: the folder may hold spaces.
  const args = ['download', '--no-deps', '--require-hashes', '--only-binary', ':all:', '--no-input'];
  const { code, output } = await pip([...args, '--retries', '2', '-r', 'requirements.txt', '-d', '.'], scratch);
  if (code === 0) {
    const file = (await readdir(scratch)).find((name) => name.endsWith('.whl'));
    if (file) return file;
  }
  if (/DO NOT MATCH THE HASHES/i.test(output)) {
    throw new HashMismatch(`${wheel.name} ${wheel.version} does not match its pinned hash:\n${lastLines(output)}`);
  }
  throw new Error(code === 127 ? 'no pip on this machine' : lastLines(output, 2));
}

/** The first pip there is: the module of python3, then the programs (a Debian python3 may come without its pip). */
async function pip(args, cwd) {
  const env = { ...process.env, PIP_REQUIRE_VIRTUALENV: '0', PIP_DISABLE_PIP_VERSION_CHECK: '1' };
  const candidates = [['python3', '-m', 'pip'], ['pip3'], ['pip']];
  for (const [program, ...prefix] of candidates) {
    const answer = await runCommand(program, [...prefix, ...args], { cwd, env });
    if (answer.code !== 127 && !/No module named pip/.test(answer.output)) return answer;
  }
  return { code: 127, output: 'no pip on this machine' };
}

async function unpack(wheel, file, scratch) {
  const folder = path.join(scratch, 'unpacked');
  const unzipped = await runCommand('unzip', ['-q', file, '-d', 'unpacked'], { cwd: scratch });
  if (unzipped.code !== 0) {
    const python = await runCommand('python3', ['-m', 'zipfile', '-e', file, 'unpacked'], { cwd: scratch });
    if (python.code !== 0) throw new Error(`could not unpack ${file}: ${lastLines(python.output, 2)}`);
  }
  const data = (await readdir(folder)).find((name) => name.endsWith('.data'));
  if (!data) throw new Error(`${file} holds no programs`);
  return path.join(folder, data, 'scripts', wheel.program);
}

/** SHA-256 of a file, in hexadecimal. */
export async function digestOf(file) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}
