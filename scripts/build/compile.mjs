import path from 'node:path';
import { lastLines, runCommand } from '../setup/run-command.mjs';

/** TypeScript to JavaScript, file by file. `check: false` only where somebody has checked the types just before. */
export async function compile(root, out, { project, check }) {
  const tsc = path.join(root, 'node_modules', 'typescript-7', 'bin', 'tsc');
  const args = [tsc, '-p', project, '--outDir', out, ...(check ? [] : ['--noCheck'])];
  const { code, output } = await runCommand(process.execPath, args, { cwd: root });
  if (code !== 0) throw new Error(`the sources do not compile:\n${lastLines(output, 40)}`);
}
