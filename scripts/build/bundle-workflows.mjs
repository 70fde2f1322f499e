import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

/** The workflows as one file, so that no worker needs webpack or seconds of CPU at its start. */
export async function bundleWorkflows(workflowsPath) {
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
  return code;
}
