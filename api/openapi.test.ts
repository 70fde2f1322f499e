import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { createOpenApi } from './openapi.ts';
import { routes } from './routes.ts';

const document = JSON.parse(JSON.stringify(createOpenApi(routes)));

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema(document, 'openapi');

type Content = Readonly<Record<string, { readonly schema: object; readonly example?: unknown }>>;
type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters?: readonly { readonly name: string; readonly description?: string }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
};

const operations = Object.entries(document.paths as Record<string, Record<string, Operation>>).flatMap(
  ([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
);

it('is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  const result = await validator.validate(document);
  expect(result.errors ?? []).toEqual([]);
  expect(validator.version).toBe('3.1');
});

it('has every route, the webhooks and the operations, each under a name of its own', () => {
  const others = ['get /livez', 'get /readyz', 'get /version', 'get /metrics'];
  const hooks = ['post /webhooks/stripe', 'post /webhooks/easypost'];
  const own = routes.map(({ method, path }) => `${method} ${path}`);
  expect(operations.map(({ name }) => name).sort()).toEqual([...own, ...others, ...hooks].sort());
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
});

it('has one component per shape, none doubled for output', () => {
  const names = Object.keys(document.components.schemas);
  expect(names).toContain('Problem');
  expect(names.filter((name) => name.endsWith('Output'))).toEqual([]);
});

it('leaves no field of an answer undeclared', () => {
  const open = Object.entries(document.components.schemas as Record<string, Record<string, unknown>>)
    .filter(([, schema]) => schema.type === 'object' && !schema.oneOf && schema.additionalProperties !== false)
    .map(([name]) => name);
  expect(open).toEqual([]);
});

it.each([
  ['Order', ['net', 'tax', 'total']],
  ['OrderLine', ['discount', 'net', 'tax', 'total']],
  ['OrderSummary', ['total']],
])('says of the amounts of %s that a cancel leaves them as they are', (name, amounts) => {
  const { properties } = document.components.schemas[name];
  for (const amount of amounts) expect(properties[amount].description).toContain('a cancel leaves it as it is');
});

describe.each(operations)('$name', ({ name, operation }) => {
  it('says what it does and who may call it', () => {
    expect(operation.summary).toBeTruthy();
    expect(operation.description.length).toBeGreaterThan(20);
    expect(operation.description).toMatch(/Roles: |without a key|Signed with/);
  });

  it('says what it refuses', () => {
    const statuses = Object.keys(operation.responses);
    if (name.includes('/v1/'))
      expect(statuses).toEqual(expect.arrayContaining(['401', '403', '422', '429', '500', '503']));
    if (name.startsWith('post /webhooks')) expect(statuses).toEqual(expect.arrayContaining(['400', '413', '503']));
    const refusals = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);
    for (const [, { content }] of refusals)
      expect(Object.keys(content ?? {})).toEqual([
        name === 'get /readyz' ? 'application/json' : 'application/problem+json',
      ]);
  });

  it('shows examples that are what its schemas say', () => {
    const contents = [
      ...(operation.requestBody ? [{ what: 'body', content: operation.requestBody.content }] : []),
      ...Object.entries(operation.responses).map(([what, { content }]) => ({ what, content: content ?? {} })),
    ];
    const wrong = contents.flatMap(({ what, content }) =>
      Object.entries(content).flatMap(([type, { schema, example }]) => {
        if (!type.includes('json') || (what === 'body' && name.includes('/webhooks/'))) return [];
        if (example === undefined) return [`${what} has no example`];
        const valid = ajv.validate({ ...withoutLocalRefs(schema) }, example);
        return valid ? [] : [`${what}: ${ajv.errorsText()}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('shows a body that can be sent as it is: its calendar is there in every system', () => {
    const shown = JSON.stringify(operation.requestBody?.content['application/json']?.example ?? null);
    const calendars = [...shown.matchAll(/"(?:calendar|customerCalendar)":"([^"]*)"/g)].map(([, id]) => id);
    expect(calendars.filter((id) => !['ca-qc', 'fr', 'us', 'claims'].includes(String(id)))).toEqual([]);
  });

  it('shows a body that can be sent as it is: whose days count is said, for nobody may have a calendar yet', () => {
    const { schema, example } = operation.requestBody?.content['application/json'] ?? {};
    const takesCalendar = JSON.stringify(schema ?? {}).includes('"calendar":');
    expect(JSON.stringify(example ?? {}).includes('"calendar":')).toBe(takesCalendar);
  });

  it('shows a body that can be sent as it is: what must be still to come is far off', () => {
    const shown = JSON.stringify(operation.requestBody?.content['application/json']?.example ?? null);
    const instants = [...shown.matchAll(/"(?:dueAt|until|from|expectedOn)":"(\d{4})-/g)];
    expect(instants.filter(([, year]) => Number(year) < 2030)).toEqual([]);
  });
});

/** The same schema read from outside the document. */
function withoutLocalRefs(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"openapi#/components/'));
}
