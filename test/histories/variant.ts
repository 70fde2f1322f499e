import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Inside the project, so that the copies find its packages; ignored by git. */
const shelter = path.join(root, '.tools', 'variants');

/** One place of a source, and what stands there in the variant. */
export type Edit = { readonly from: string; readonly to: string };

export type Variant = { readonly codePath: string; readonly remove: () => void };

export const sources = {
  order: 'workflows/orders/order.ts',
  outside: 'workflows/orders/outside-calls.ts',
  process: 'workflows/processes/run-process.ts',
} as const;

/** The workflow bundle as it would be if this file had these edits. Each must fit exactly once. */
export async function bundleVariant(edits: readonly Edit[], source: string = sources.order): Promise<Variant> {
  mkdirSync(shelter, { recursive: true });
  const folder = mkdtempSync(path.join(shelter, 'v-'));
  for (const room of ['domain', 'workflows'])
    cpSync(path.join(root, room), path.join(folder, room), { recursive: true });
  const file = path.join(folder, source);
  writeFileSync(file, edits.reduce(apply, readFileSync(file, 'utf8')));
  const workflowsPath = path.join(folder, 'workflows/index.ts');
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('WARN') });
  const codePath = path.join(folder, 'bundle.js');
  writeFileSync(codePath, code);
  return { codePath, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function apply(source: string, { from, to }: Edit): string {
  const parts = source.split(from);
  if (parts.length !== 2) throw new Error(`the source has this ${parts.length - 1} times, not once: ${from}`);
  return parts.join(to);
}
