import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

/** As process/workflow-code.ts does it, which is compiled meanwhile. */
export async function bundleWorkflows(workflowsPath) {
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    preloadModules: [workflowsPath],
    logger: new DefaultLogger('WARN'),
  });
  return code;
}
