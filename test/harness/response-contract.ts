/** Every answer that a test gets, held against what the OpenAPI document says of its route, method and status. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { createOpenApi } from '../../api/openapi.ts';
import type { Route } from '../../api/route.ts';
import { routes as allRoutes } from '../../api/routes.ts';
import { errorCodes } from '../../domain/errors/error-codes.ts';

export type Heard = {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  /** Parsed when it is JSON, else the text; the empty text when there is none. */
  readonly body: unknown;
};

/** Throws when an answer is not what the document declares: its status, its content type or its shape. */
export type Contract = (heard: Heard) => void;

type Content = Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>>;
type Declared = { readonly content?: Content; readonly headers?: Readonly<Record<string, unknown>> };
type Operation = { readonly responses: Readonly<Record<string, Declared>> };
type Document = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

/** The document itself and its pages. */
const documents = /^\/(docs|openapi\.json)/;
const problemType = 'application/problem+json';
const problemRef = 'openapi#/components/schemas/Problem';

export function createContract(routes: readonly Route[]): Contract {
  // As a reader gets it: without what JSON leaves out.
  const document: Document = JSON.parse(JSON.stringify(createOpenApi(routes)));
  // Most schemas are looked at a few times: quick to compile before quick to run.
  const ajv = new Ajv2020({ strict: false, allErrors: true, code: { optimize: false } });
  formats.default(ajv);
  ajv.addSchema(document, 'openapi');
  // Compiled once for each place of the document: compiling takes a hundred times longer than a look.
  const looks = new Map<string, ValidateFunction>();
  const paths = Object.keys(document.paths)
    .sort((a, b) => a.split('{').length - b.split('{').length)
    .map((path) => ({ path, pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]*')}$`) }));

  return function check({ method, path, status, headers, body }) {
    const what = `${method.toUpperCase()} ${path} → ${status}`;
    const type = headers.get('content-type')?.split(';')[0] ?? null;
    if (documents.test(path)) return;
    // As it was really asked for: `.` and `..` are gone.
    const { pathname } = new URL(path, 'http://api');
    const template = paths.find(({ pattern }) => pattern.test(pathname))?.path;
    const operation = template === undefined ? undefined : document.paths[template]?.[method.toLowerCase()];
    if (type === problemType) checkProblem(what, status, body);
    checkFrench(what, body);
    // What no route stands behind is refused by the server itself.
    if (template === undefined || operation === undefined) return demand(what, problemRef, type === problemType, body);
    const declared = operation.responses[String(status)];
    if (declared === undefined) throw new Error(`${what} is not declared; declared: ${keysOf(operation.responses)}`);
    const missing = Object.keys(declared.headers ?? {}).filter((name) => !headers.has(name));
    if (missing.length > 0) throw new Error(`${what} lacks the declared header ${missing.join(', ')}`);
    if (declared.content === undefined) {
      if (body !== '') throw new Error(`${what} has a body and the document says that it has none`);
      return;
    }
    if (type === null || !(type in declared.content))
      throw new Error(`${what} came as ${type}; declared: ${keysOf(declared.content)}`);
    const steps = ['paths', template, method.toLowerCase(), 'responses', String(status), 'content', type, 'schema'];
    const component = declared.content[type]?.schema.$ref;
    demand(what, `openapi${component ?? `#/${steps.map(pointerStep).join('/')}`}`, true, body);
  };

  function demand(what: string, ref: string, rightType: boolean, body: unknown): void {
    if (!rightType) throw new Error(`${what} comes from no route of the document and is no problem`);
    const holds = looks.get(ref) ?? ajv.compile({ $ref: ref });
    looks.set(ref, holds);
    if (holds(body)) return;
    throw new Error(
      `${what} has not the declared shape: ${ajv.errorsText(holds.errors)}\n${JSON.stringify(body).slice(0, 2000)}`,
    );
  }
}

const keysOf = (object: object): string => Object.keys(object).join(', ');
const pointerStep = (step: string): string => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'));

/** A problem says the status it comes with, and nothing in its text was left unfilled. */
function checkProblem(what: string, status: number, body: unknown): void {
  const { code, status: said, detail, detailFr } = body as Record<string, unknown>; // its shape is checked with the rest
  const entry = errorCodes[code as keyof typeof errorCodes];
  if (entry === undefined || said !== status || entry.status !== status)
    throw new Error(`${what}: a problem of ${String(said)} with the code ${String(code)}`);
  // Only what the text itself leaves open: a caller may have sent braces.
  const open = [...entry.en.matchAll(/\{\w+\}/g)].map(String);
  for (const text of [detail, detailFr].map(String)) {
    if (open.some((placeholder) => text.includes(placeholder))) throw new Error(`${what}: unfilled text: ${text}`);
  }
}

/** Where our own words stand; what people wrote (titles, sentences of rules) stays as they wrote it. */
const ourFrench = new Set(['message', 'hint', 'what', 'reasons']);

/** As in our mails: no line begins with a sign that belongs to the word before. */
function checkFrench(what: string, body: unknown, key = ''): void {
  if (typeof body !== 'object' || body === null) return;
  for (const [name, value] of Object.entries(body)) {
    const ours = name === 'detailFr' || (name === 'fr' && ourFrench.has(key));
    if (ours && / [:;?!»]|« /.test(String(value))) throw new Error(`${what}: French with breakable spaces: ${value}`);
    checkFrench(what, value, Array.isArray(body) ? key : name);
  }
}

let whole: Contract | undefined;

/** The contract of all routes, made once for a test file. */
export function wholeContract(): Contract {
  whole ??= createContract(allRoutes);
  return whole;
}
