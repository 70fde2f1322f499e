import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflows } from '../../process/workflow-code.ts';

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
export function bundleVariant(edits: readonly Edit[], source: string = sources.order): Promise<Variant> {
  return bundle((folder) => writeVariant(folder, { edits, source }));
}

/** Many variants in one bundle, which takes as long as one: the process `order` of the third is `variantType('order', 2)`. */
export function bundleVariants(variants: readonly { edits: readonly Edit[]; source?: string }[]): Promise<Variant> {
  return bundle((folder) => {
    const indexes = variants.map((variant, no) => writeVariant(path.join(folder, String(no)), variant));
    const all = indexes.map((index, no) => `add(${no}, require(${JSON.stringify(index)}));`);
    const add = `const add = (no, all) => Object.keys(all).forEach((type) => { exports[\`\${type}@\${no}\`] = all[type]; });`;
    const entry = path.join(folder, 'index.cjs');
    writeFileSync(entry, [add, ...all].join('\n'));
    return entry;
  });
}

export const variantType = (type: string, no: number): string => `${type}@${no}`;

/** Of what `write` puts into a folder of its own; it answers the entry. */
async function bundle(write: (folder: string) => string): Promise<Variant> {
  mkdirSync(shelter, { recursive: true });
  const folder = mkdtempSync(path.join(shelter, 'v-'));
  const code = await bundleWorkflows(write(folder));
  const codePath = path.join(folder, 'bundle.js');
  writeFileSync(codePath, code);
  return { codePath, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The processes with their edits; the rules are those of the project. */
function writeVariant(folder: string, { edits, source = sources.order }: { edits: readonly Edit[]; source?: string }) {
  cpSync(path.join(root, 'workflows'), path.join(folder, 'workflows'), { recursive: true });
  symlinkSync(path.join(root, 'domain'), path.join(folder, 'domain'));
  const file = path.join(folder, source);
  writeFileSync(file, edits.reduce(apply, readFileSync(file, 'utf8')));
  return path.join(folder, 'workflows/index.ts');
}

function apply(source: string, { from, to }: Edit): string {
  const parts = source.split(from);
  if (parts.length !== 2) throw new Error(`the source has this ${parts.length - 1} times, not once: ${from}`);
  return parts.join(to);
}
