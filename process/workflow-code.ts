import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

/**
 * Modules of workflows are loaded once for all workflows of a worker, and frozen: else each would load them anew and keep
 * them in its cache, which is a third of its memory there. So they hold no state.
 */
export const loadedOnce = (workflowsPath: string) => ({ preloadModules: [workflowsPath] });

/** The workflows as one file, so that no worker needs webpack or seconds of CPU at its start. */
export async function bundleWorkflows(workflowsPath: string): Promise<string> {
  const options = { workflowsPath, ...loadedOnce(workflowsPath), logger: new DefaultLogger('WARN') };
  return (await bundleWorkflowCode(options)).code;
}
