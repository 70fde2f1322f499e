/** Random JSON near a schema: mostly what it takes, here and there what nobody should send. */
import fc from 'fast-check';

type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly format?: string;
  readonly pattern?: string;
};

/** What breaks parsers, columns and encodings. */
const nasty: readonly unknown[] = [
  ...[null, true, '', ' ', 0, -1, 1.5, 1e308, 2 ** 31, 2 ** 53, -(2 ** 63), '1', '1e3', '0x10', 'null', 'undefined'],
  ...['\0', 'a\u0000b', '\u001b[31m', '\r\n', '\u202e', '\ud800', 'x\udfff', '😀'.repeat(40), 'é'.normalize('NFD')],
  ...['x'.repeat(10_000), "'; drop table orders; --", '{"$ref":"#"}', '../../etc/passwd', '%00', '__proto__'],
  ...[[], {}, [[[[[]]]]], { a: { a: { a: {} } } }, { toString: 1 }, { constructor: { prototype: {} } }],
];

export const anythingNasty = (): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...nasty) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  );

/** What exists, by the name of the field that asks for it, and texts for all other fields. */
export type Known = { readonly fields: Readonly<Record<string, readonly string[]>>; readonly texts: readonly string[] };

/** Without `known` every request would end at "unknown". */
export function nearSchema(schema: Schema, components: Readonly<Record<string, Schema>>, known: Known) {
  let strict = true;
  const exact = fitting(schema);
  strict = false;
  return fc.oneof({ weight: 3, arbitrary: exact }, { weight: 2, arbitrary: near(schema) });

  function near(given: Schema): fc.Arbitrary<unknown> {
    if (strict) return fitting(given);
    return fc.oneof({ weight: 14, arbitrary: fitting(given) }, { weight: 1, arbitrary: anythingNasty() });
  }

  function fitting(given: Schema): fc.Arbitrary<unknown> {
    if (given.$ref !== undefined) return fitting(components[given.$ref.split('/').at(-1) ?? ''] ?? {});
    if (given.const !== undefined) return fc.constant(given.const);
    if (given.enum !== undefined) return fc.constantFrom(...given.enum);
    const branches = given.oneOf ?? given.anyOf;
    if (branches !== undefined) return fc.oneof(...branches.map(near));
    switch (given.type) {
      case 'object':
        return object(given);
      case 'array':
        return array(given);
      case 'integer':
        return integer(given);
      case 'number':
        return fc.double({ min: given.minimum ?? -1000, max: top(given), noNaN: true });
      case 'boolean':
        return fc.boolean();
      case 'null':
        return fc.constant(null);
      default:
        return text(given);
    }
  }

  function object({ properties = {}, required = [] }: Schema): fc.Arbitrary<unknown> {
    const optional = Object.keys(properties).filter((name) => !required.includes(name));
    const fields = Object.fromEntries(
      Object.entries(properties).map(([name, field]) => [name, named(name) ?? near(field)]),
    );
    const whole = fc.record(fields, { requiredKeys: Object.keys(fields).filter((name) => !optional.includes(name)) });
    if (strict) return whole;
    const strange = fc.tuple(whole, fc.constantFrom('x', '__proto__', 'constructor', '\0', ''), anythingNasty());
    const missing = fc.tuple(whole, fc.constantFrom('none', ...required));
    return fc.oneof(
      { weight: 12, arbitrary: whole },
      { weight: 1, arbitrary: strange.map(([fitting, name, value]) => withField(fitting, name, value)) },
      { weight: 1, arbitrary: missing.map(([fitting, name]) => withoutField(fitting, name)) },
    );
  }

  function array({ items = {}, minItems = 0 }: Schema): fc.Arbitrary<unknown> {
    return fc.array(near(items), { minLength: strict ? minItems : 0, maxLength: Math.max(3, minItems) });
  }

  /** Small ones as often as any: they are the numbers of lines, versions and units that exist. */
  function integer(given: Schema): fc.Arbitrary<unknown> {
    const [min, max] = [given.minimum ?? 0, top(given)];
    return fc.oneof(fc.integer({ min, max: Math.min(min + 3, max) }), fc.integer({ min, max }));
  }

  function named(name: string): fc.Arbitrary<unknown> | undefined {
    const values = known.fields[name];
    if (values === undefined) return undefined;
    const exists = fc.constantFrom(...values);
    return strict ? exists : fc.oneof({ weight: 14, arbitrary: exists }, { weight: 1, arbitrary: anythingNasty() });
  }

  function text({ pattern, format, minLength = 0, maxLength = 1000 }: Schema): fc.Arbitrary<unknown> {
    if (format === 'email') return fc.constant('ann@example.org');
    const matches = new RegExp(pattern ?? '');
    const fitting = known.texts.filter(
      (one) => matches.test(one) && one.length >= minLength && one.length <= maxLength,
    );
    const chosen = fitting.length > 0 ? [fc.constantFrom(...fitting)] : [];
    // Long patterns are those of instants: the texts that exist cover them.
    const made = pattern !== undefined && pattern.length < 60 ? [fc.stringMatching(matches, { size: 'small' })] : [];
    return fc.oneof(...chosen, ...chosen, ...made);
  }
}

const top = ({ minimum = 0, maximum = 1_000_000 }: Schema): number => Math.max(minimum, Math.min(maximum, 2 ** 53 - 1));

function withField(fields: object, name: string, value: unknown): object {
  const copy = { ...fields };
  // Defined, because an assignment to __proto__ would make no field.
  Object.defineProperty(copy, name, { value, enumerable: true });
  return copy;
}

function withoutField(fields: object, name: string): object {
  return Object.fromEntries(Object.entries(fields).filter(([kept]) => kept !== name));
}
