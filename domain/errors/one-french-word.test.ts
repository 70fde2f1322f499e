/** One French word for one thing, wherever somebody reads of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const french = ['domain', 'api', 'db', 'activities'].flatMap((room) =>
  readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .flatMap((path) => readFileSync(join(root, room, path), 'utf8').split('\n'))
    .filter((line) => /[éèêàçœ’]/.test(line) && !/^\s*(\/?\*|\/\/)/.test(line)),
);

it.each([
  ['an opportunity', 'opportunité', /\baffaires?\b/i],
  ['what is over', 'fermé', /\b(clos|closes?|clore)(?![\p{L}_])/iu],
  ['an onboarding', 'accueil', /\bintégration\b/i],
])('%s is « %s » everywhere', (_thing, word, other) => {
  expect(french.some((line) => line.includes(word))).toBe(true);
  const said = french.map((line) => line.match(/'[^']*[éèêàçœ’][^']*'|`[^`]*`/g)?.join(' ') ?? '');
  expect(said.filter((text) => other.test(text))).toEqual([]);
});
