import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createChild } from '../../cli/stack/child.ts';
import { freePort } from '../../process/free-port.ts';
import type { World } from '../harness/world.ts';

/** The real worker as a process of its own on a world's queue, to be killed: from the sources, or from `built`, which starts faster. */
export async function startOtherWorker(world: World, built?: string): Promise<{ readonly kill: () => Promise<void> }> {
  const logFolder = mkdtempSync(path.join(tmpdir(), 'parcours-worker-'));
  const port = await freePort();
  const child = createChild({
    name: 'worker',
    program: 'worker.ts',
    ...(built && { command: { command: process.execPath, args: [path.join(built, 'worker.js')] } }),
    env: {
      DATABASE_URL: world.databaseUrl,
      TEMPORAL_ADDRESS: world.env.address,
      TASK_QUEUE: world.taskQueue,
      STRIPE_API_KEY: 'sk_test',
      STRIPE_WEBHOOK_SECRET: 'unused',
      STRIPE_URL: world.urls.stripe,
      EASYPOST_API_KEY: 'EZTK',
      EASYPOST_WEBHOOK_SECRET: 'unused',
      EASYPOST_URL: world.urls.carrier,
      SMTP_URL: 'smtp://127.0.0.1:9',
      WORKER_METRICS_PORT: String(port),
      SCHEDULES: 'false',
    },
    readyUrl: `http://127.0.0.1:${port}/readyz`,
    logFolder,
    onStart: () => {},
    onDeath: (death) => console.error(death),
  });
  await child.start();
  return {
    kill: async () => {
      await child.end('SIGKILL');
      rmSync(logFolder, { recursive: true, force: true });
    },
  };
}
