import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLeadsCsv } from './read-leads-csv.ts';

function read(...lines: string[]) {
  const found = readLeadsCsv('fair', lines.join('\n'));
  if (found.kind === 'unreadable') throw new Error(found.detail.en);
  return {
    good: found.good.map(({ line, lead }) => `${line} ${lead.externalId} ${lead.name}`),
    errors: found.errors.map(({ line, column }) => `${line} ${column}`),
  };
}
const header = 'external_id,name,email';
const row = (id: string, name = 'Ann') => `${id},${name},${id}@example.com`;

describe('a broken row costs no other', () => {
  it.each([
    ['a quote in the middle', row('b', 'Big "Al"')],
    ['text after the closing quote', row('b', '"Big" Al')],
    ['an opening quote alone', row('b', '"Big')],
    ['a closing quote alone', row('b', 'Big"')],
    ['too few fields', 'b,Bob'],
    ['too many', `${row('b')},more`],
  ])('%s', (_what, broken) => {
    expect(read(header, row('a'), broken, row('c', '"Roy, Cy"'), row('d'))).toEqual({
      good: ['2 a Ann', '4 c Roy, Cy', '5 d Ann'],
      errors: [expect.stringMatching(/^3 /)],
    });
  });

  it('two of them with a quote each do not swallow what stands between', () => {
    expect(read(header, row('b', '"Big'), row('a'), row('c', '"Bad'), row('d')).good).toEqual(['3 a Ann', '5 d Ann']);
  });
});

it('tells the line on which a row begins, also after fields that go over lines', () => {
  expect(read(header, row('a', '"Ann\nRoy"'), '', row('b'), row('c', ''))).toEqual({
    good: ['2 a Ann\nRoy', '5 b Ann'],
    errors: ['6 name'],
  });
  const windows = readLeadsCsv('fair', [header, row('a', '"Ann\r\nRoy"'), row('b', '')].join('\r\n'));
  expect(windows).toMatchObject({ good: [{ line: 2 }], errors: [{ line: 4, column: 'name' }] });
});

it('reads what spreadsheets write: a mark of the byte order, semicolons, quotes written twice', () => {
  expect(read('\uFEFFexternal_id;name;email', 'a;"O""Neil; Ann";a@example.com').good).toEqual(['2 a O"Neil; Ann']);
});

it.each([
  ['names of columns in capitals and with spaces', ['External_ID, NAME ,Email', row('a')], 2],
  ['the line in which Excel names its separator', ['sep=;', 'external_id;name;email', 'a;Ann;a@example.com'], 3],
  ['blank lines before a first line with semicolons', ['', '', 'external_id;name;email', 'a;Ann;a@example.com'], 4],
  ['columns without a name or a value at the end of each line', [`${header},,`, `${row('a')},,`], 2],
])('reads %s', (_what, lines, line) => {
  expect(read(...lines)).toEqual({ good: [`${line} a Ann`], errors: [] });
});

it('refuses a value that stands in a column without a name', () => {
  expect(read(`${header},`, `${row('a')},lost`, `${row('b')},`)).toEqual({ good: ['3 b Ann'], errors: ['2 '] });
});

it('finds every good row wherever broken ones stand', () => {
  const broken = fc.constantFrom('x,"', 'x', '"', '"y"z,Ann,', `x,Ann,none`, ',,,,', 'x"y,Ann,x@example.com');
  fc.assert(
    fc.property(fc.array(fc.oneof(broken, fc.constant(null)), { maxLength: 30 }), (rows) => {
      const lines = rows.map((one, index) => one ?? row(`g${index}`, `"Roy, ${index}"`));
      const wanted = rows.flatMap((one, index) => (one === null ? [`${index + 2} g${index} Roy, ${index}`] : []));
      expect(read(header, ...lines).good).toEqual(wanted);
    }),
  );
});

it('says of each column what to write there', () => {
  const found = readLeadsCsv('fair', ['external_id,name,email,locale', 'a,,nobody,de'].join('\n'));
  expect(found).toMatchObject({
    errors: [
      {
        line: 2,
        column: 'name',
        detail: { en: 'This field is required: a text.', fr: 'Ce champ est obligatoire : un texte.' },
      },
      { line: 2, column: 'email', detail: { fr: 'Utilisez une adresse comme nom@example.org.' } },
      { line: 2, column: 'locale', detail: { en: 'Use one of: en, fr.' } },
    ],
  });
});
