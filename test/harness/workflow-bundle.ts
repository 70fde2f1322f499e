import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflows } from '../../process/workflow-code.ts';

export interface WorkflowBundle {
  /** Path of the bundled code; the empty string as long as there is no `workflows/index.ts`. */
  readonly path: string;
  readonly remove: () => Promise<void>;
}

/** Bundles `workflows/index.ts` once, into a temporary file that all workers of the run share by path. */
export async function buildWorkflowBundle(): Promise<WorkflowBundle> {
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
  if (!existsSync(workflowsPath)) return { path: '', remove: async () => {} };
  const code = await bundleWorkflows(workflowsPath);
  const folder = mkdtempSync(path.join(tmpdir(), 'parcours-bundle-'));
  const file = path.join(folder, 'workflows.js');
  writeFileSync(file, code);
  return { path: file, remove: async () => rmSync(folder, { recursive: true, force: true }) };
}
