import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Config } from '../config.ts';
import { loadedOnce } from './workflow-code.ts';

/** The prebuilt bundle when there is one (configured, or beside the compiled code), else the sources, bundled at start. */
export async function workflowSource({ WORKFLOW_BUNDLE }: Pick<Config, 'WORKFLOW_BUNDLE'>) {
  const built = WORKFLOW_BUNDLE ?? fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));
  if (WORKFLOW_BUNDLE || existsSync(built)) return { workflowBundle: { codePath: built } };
  const workflowsPath = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));
  return { workflowsPath, bundlerOptions: loadedOnce(workflowsPath) };
}
