import type { Client } from '@temporalio/client';
import { type AskedQueue, lookAtQueue, type WorkerVersion } from '../process/health.ts';

type WorkersCheck = {
  readonly name: string;
  readonly state: 'ok' | 'warn';
  readonly found: string;
  readonly next?: string;
};

/**
 * Whether anybody works on the queue, and on what is new: a worker with Worker Versioning whose version is not the current
 * one asks for work, gets only what is pinned to it, and says nothing wrong of itself.
 */
export async function checkWorkers(client: Client, queue: AskedQueue): Promise<WorkersCheck> {
  const name = 'Workers';
  const { polling, current } = await lookAtQueue(client, queue);
  const when = `asked for work on ${queue.taskQueue} within two minutes`;
  const [first] = polling;
  if (first === undefined) return { name, state: 'warn', found: `none ${when}`, next: 'start one, or its stack again' };
  // One that was killed counts until Temporal has missed it: it does not notice at once.
  const found = `${polling.length} ${when}`;
  if (polling.some((version) => shown(version) === shown(current))) return { name, state: 'ok', found };
  const seen = [...new Set(polling.map(shown))].join(', ');
  return {
    name,
    state: 'warn',
    found: `${found}, of ${seen}: what is new waits for ${shown(current)}, which is current`,
    next: `start a worker of that, or make another one current: ${madeCurrent(first)}`,
  };
}

const shown = (version: WorkerVersion): string =>
  version === null ? 'no deployment' : `${version.deploymentName}, build ${version.buildId}`;

const madeCurrent = (version: WorkerVersion): string => {
  const which =
    version === null
      ? '--deployment-name <WORKER_DEPLOYMENT> --unversioned'
      : `--deployment-name ${version.deploymentName} --build-id ${version.buildId}`;
  return `temporal worker deployment set-current-version ${which} --yes`;
};
