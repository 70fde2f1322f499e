import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

const service = z.looseObject({
  image: z.string(),
  build: z.unknown().optional(),
  command: z.array(z.string()).optional(),
  // Texts only: YAML would make a number of 0123 and a flag of `yes`.
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.unknown()).default({}),
  healthcheck: z.looseObject({ test: z.array(z.string()).optional(), disable: z.boolean().optional() }).optional(),
  stop_grace_period: z.string().optional(),
});
const composeFile = z.looseObject({
  services: z.record(z.string(), service),
  configs: z.record(z.string(), z.strictObject({ content: z.string() })),
});

export type ComposeFile = z.infer<typeof composeFile>;
export type Service = z.infer<typeof service>;

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const textOf = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

/** As compose reads it: with its anchors and merges resolved. */
export const readCompose = (text: string): ComposeFile => composeFile.parse(parse(text, { merge: true }));
