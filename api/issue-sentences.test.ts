import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { formats, kinds } from './issue-sentences.ts';
import { problemsOf } from './request-problems.ts';
import { routes } from './routes.ts';
import { said, textSaid, wrong } from './schema-messages.ts';

const ours = { en: 'Use letters.', fr: 'Utilisez des lettres.' };
const either = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('a') }),
  z.strictObject({ kind: z.literal('b') }),
]);
const custom = z.string().superRefine((_, context) => context.addIssue(wrong([], ours)));

const cases: readonly [issue: z.core.$ZodIssueCode, schema: z.ZodType, given: unknown, en: string, fr: string][] = [
  [
    'invalid_type',
    z.strictObject({ a: z.string() }),
    {},
    'This field is required: a text.',
    'Ce champ est obligatoire : un texte.',
  ],
  ['invalid_type', z.number(), 'x', 'This must be a number.', 'La valeur doit être un nombre.'],
  ['invalid_value', z.enum(['a', 'b']), 'c', 'Use one of: a, b.', 'Utilisez l’une de ces valeurs : a, b.'],
  [
    'invalid_value',
    z.strictObject({ a: z.enum(['a', 'b']) }),
    {},
    'This field is required: one of a, b.',
    'Ce champ est obligatoire : l’une des valeurs a, b.',
  ],
  ['invalid_union', either, { kind: 'c' }, 'Use one of: a, b.', 'Utilisez l’une de ces valeurs : a, b.'],
  ['too_small', z.string().min(1), '', 'This must be at least 1 character long.', 'Il faut au moins 1 caractère.'],
  [
    'too_small',
    z.array(z.string()).min(2),
    [],
    'This must be at least 2 entries long.',
    'Il faut au moins 2 éléments.',
  ],
  ['too_small', z.number().gt(3), 3, 'This must be more than 3.', 'La valeur doit être : plus de 3.'],
  ['too_big', z.string().max(0), 'a', 'This must be at most 0 characters long.', 'Il faut au plus 0 caractère.'],
  ['too_big', z.number().max(3), 4, 'This must be at most 3.', 'La valeur doit être : au plus 3.'],
  ['invalid_format', z.string().regex(/^[a-z]+$/, said(ours)), '1', ours.en, ours.fr],
  ['invalid_format', z.iso.date(), 'x', 'Write a date like 2026-02-03.', 'Écrivez une date comme 2026-02-03.'],
  [
    'not_multiple_of',
    z.number().multipleOf(5),
    3,
    'This must be a multiple of 5.',
    'La valeur doit être un multiple de 5.',
  ],
  [
    'unrecognized_keys',
    z.strictObject({}),
    { a: 1 },
    '"a" is not a field here. Remove it, or check its spelling.',
    '« a » n’est pas un champ ici. Retirez-le ou vérifiez son orthographe.',
  ],
  ['invalid_key', z.record(z.string().regex(/^a/, said(ours)), z.string()), { b: 'x' }, ours.en, ours.fr],
  ['custom', custom, 'a', ours.en, ours.fr],
  [
    'custom',
    z.string().refine(() => false),
    'a',
    'This value is not possible here.',
    'Cette valeur n’est pas possible ici.',
  ],
];

it.each(cases)('%s is said in both languages', (_issue, schema, given, en, fr) => {
  const { error } = schema.safeParse(given, { reportInput: true });
  expect(problemsOf('body', error?.issues ?? []).map(({ detail }) => detail)).toEqual([{ en, fr }]);
});

type Def = z.core.$ZodTypeDef & { readonly checks?: readonly z.core.$ZodCheck[]; readonly format?: string };

/** Every schema that a request is parsed with, and every check on it. */
function defsOf(schema: unknown, seen = new Set<unknown>()): Def[] {
  if (typeof schema !== 'object' || schema === null || seen.has(schema)) return [];
  seen.add(schema);
  if (Array.isArray(schema)) return schema.flatMap((one) => defsOf(one, seen));
  const { _zod: inside } = schema as { _zod?: { def: Def } }; // zod’s own, open to whoever walks schemas
  if (inside === undefined) return Object.values(schema).flatMap((one) => defsOf(one, seen));
  const { def } = inside;
  const parts = Object.entries(def).flatMap(([name, part]) =>
    ['shape', 'element', 'options', 'innerType', 'in', 'out', 'keyType', 'valueType', 'items', 'checks'].includes(name)
      ? defsOf(part, seen)
      : [],
  );
  return [def, ...parts];
}

const defs = routes.flatMap(({ params, query, body }) => [params, query, body].flatMap((part) => defsOf(part)));

describe('the schemas of every route', () => {
  it('say in both languages what they ask for', () => {
    const messages = defs.flatMap(({ error }) => (error ? [error({} as never)] : [])); // ours do not look at the issue
    expect(messages.length).toBeGreaterThan(20);
    expect(messages.filter((message) => typeof message !== 'string' || textSaid(message) === null)).toEqual([]);
  });

  it('have formats and kinds that there are words for', () => {
    const silent = defs.filter(({ error, format }) => error === undefined && typeof format === 'string');
    const found = new Set(silent.map(({ format }) => format));
    expect([...found].filter((format) => !(String(format) in formats) && format !== 'safeint')).toEqual([]);
    const leaf = ['string', 'number', 'boolean', 'object', 'array', 'record', 'null', 'date'];
    expect(leaf.filter((kind) => !(kind in kinds))).toEqual([]);
  });

  it('add an issue only with its text in both languages', () => {
    const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
    );
    const added = sources.flatMap((name) =>
      [...readFileSync(join(import.meta.dirname, name), 'utf8').matchAll(/addIssue\((?!\s*wrong\()/g)].map(() => name),
    );
    expect(added).toEqual([]);
  });
});
