import type { WorkerOptions } from '@temporalio/worker';
import type { Config } from '../config.ts';
import { version } from './version.ts';

/**
 * Worker Versioning is on when WORKER_DEPLOYMENT is given: an order stays with the build it began on. The build is
 * WORKER_BUILD_ID, or else what `npm run build` stamped.
 */
export function versioningOf(
  config: Pick<Config, 'WORKER_DEPLOYMENT' | 'WORKER_BUILD_ID'>,
): Pick<WorkerOptions, 'workerDeploymentOptions'> {
  const { WORKER_DEPLOYMENT: deploymentName, WORKER_BUILD_ID: buildId = version.build } = config;
  if (deploymentName === undefined) return {};
  return {
    workerDeploymentOptions: {
      version: { deploymentName, buildId },
      useWorkerVersioning: true,
      defaultVersioningBehavior: 'PINNED',
    },
  };
}
