import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { permissions } from '../domain/access/roles.ts';
import { version } from '../process/version.ts';
import { operationsPaths } from './operations-paths.ts';
import { type ProblemStatus, problemResponse } from './problem-schema.ts';
import type { ResponseSpec, Route } from './route.ts';
import { webhookPaths } from './webhooks/webhook-paths.ts';

/** The OpenAPI 3.1 document of these routes, from the very schemas that validate. */
export function createOpenApi(routes: readonly Route[]): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = { ...webhookPaths, ...operationsPaths };
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Parcours',
      version: version.version,
      description:
        'The whole life of an order and of a customer. Unsafe requests carry an Idempotency-Key: the same key and request give the same answer for ever.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map((route) => route.tag)), 'Webhooks', 'Operations'].sort().map((name) => ({ name })),
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key: pk_…' } },
    },
  });
}

function operationOf(route: Route): ZodOpenApiOperationObject {
  const headers = headersOf(route);
  return {
    operationId: operationId(route),
    summary: route.summary,
    description: describe(route),
    tags: [route.tag],
    ...(route.permission === 'public' && { security: [] }),
    requestParams: {
      ...(route.params && { path: route.params }),
      ...(route.query && { query: route.query }),
      ...(headers && { header: headers }),
    },
    ...(route.body && {
      requestBody: { required: requiresBody(route.body), content: { 'application/json': bodyOf(route) } },
    }),
    responses: { ...repliesOf(route), ...notModifiedOf(route), ...problemsOf(route) },
  };
}

const bodyOf = ({ body, example }: Route) => ({ schema: body, ...(example !== undefined && { example }) });
const requiresBody = (body: z.ZodType): boolean => !body.safeParse({}).success;

function describe({ description, permission }: Route): string {
  const roles = permission === 'public' ? 'Anyone, without a key.' : `Roles: ${permissions[permission].join(', ')}.`;
  return description ? `${description}\n\n${roles}` : roles;
}

function headersOf({ idempotent, ifMatch }: Route): z.ZodObject | null {
  const tag = z.string().describe('The ETag that you read, with its quotes');
  const shape = {
    ...(idempotent && {
      'Idempotency-Key': z
        .string()
        .min(1)
        .max(200)
        .describe('One per thing you want done; the same one when you retry'),
    }),
    ...(ifMatch && { 'If-Match': ifMatch === 'required' ? tag : tag.optional() }),
  };
  return Object.keys(shape).length > 0 ? z.object(shape) : null;
}

function repliesOf({ responses }: Route): ZodOpenApiOperationObject['responses'] {
  return Object.fromEntries(
    Object.entries(responses).map(([status, spec]) => [
      status,
      {
        description: spec.description,
        ...(spec.headers && { headers: replyHeaders(spec.headers) }),
        ...(spec.schema && { content: contentOf(spec, spec.schema) }),
      },
    ]),
  );
}

const headerWords = {
  ETag: 'The version; send it as If-Match when you change what you read',
  Location: 'Where to read what came of it',
} as const;

function replyHeaders(names: readonly (keyof typeof headerWords)[]) {
  return Object.fromEntries(
    names.map((name) => [
      name,
      { description: headerWords[name], required: true, schema: { type: 'string' as const } },
    ]),
  );
}

/** Whoever names the version it has gets nothing again. */
function notModifiedOf({ method, responses }: Route): ZodOpenApiOperationObject['responses'] {
  const versioned = method === 'get' && responses[200]?.headers?.includes('ETag');
  return versioned ? { 304: { description: 'The version that If-None-Match names is the newest' } } : {};
}

function contentOf({ contentType = 'application/json', example, alsoAs = {} }: ResponseSpec, schema: z.ZodType) {
  const others = Object.entries(alsoAs).map(([type, other]) => [type, { schema: other }]);
  return { [contentType]: { schema, ...(example !== undefined && { example }) }, ...Object.fromEntries(others) };
}

function problemsOf(route: Route): ZodOpenApiOperationObject['responses'] {
  const declared = new Set(Object.keys(route.responses));
  return Object.fromEntries(
    possibleStatuses(route)
      .filter((status) => !declared.has(String(status)))
      .map((status) => [String(status), problemResponse(status)]),
  );
}

function possibleStatuses({ permission, idempotent, body, params, ifMatch }: Route): ProblemStatus[] {
  return [
    ...(idempotent || body ? ([400] as const) : []),
    ...(permission === 'public' ? [] : ([401, 403, 429] as const)),
    ...(params ? ([404] as const) : []),
    ...(idempotent ? ([409] as const) : []),
    ...(ifMatch ? ([412] as const) : []),
    ...(ifMatch === 'required' ? ([428] as const) : []),
    ...(body ? ([413, 415] as const) : []),
    422,
    500,
    503,
  ];
}

/** `post /v1/orders/{id}/cancel` → `postOrdersByIdCancel`: stable as long as the address is. */
function operationId({ method, path }: Pick<Route, 'method' | 'path'>): string {
  const words = path
    .replace(/^\/v\d+/, '')
    .replaceAll(/\{(\w+)\}/g, 'by-$1')
    .split(/[/-]/)
    .filter((word) => word !== '');
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
