import { execFile } from 'node:child_process';

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command line as a process of its own. Only `env` and what a process needs at all is in its environment. */
export function runCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  timeoutMs = 50_000,
): Promise<CliRun> {
  const bare = { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: '1', ...env };
  const command = ['--import', 'tsx', 'cli/parcours.ts', ...args];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, command, { env: bare, timeout: timeoutMs }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}
