/** One table of routes: the server, the validation, the authorisation test and the OpenAPI document all read it. */
import type { Response } from 'express';
import { z } from 'zod';
import type { Permission, Role } from '../domain/access/roles.ts';
import type { ApiDeps } from './deps.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Who asks, as the API key says. `callerId` is the namespace of the idempotency keys: it outlives the API key. */
export type Caller = {
  readonly actor: string;
  readonly role: Role;
  readonly keyId: string;
  readonly callerId: string;
};

/** Object schemas whose unknown fields are refused. */
export type StrictObject = z.ZodObject<z.ZodRawShape, z.core.$strict>;

export type ResponseSpec = {
  readonly description: string;
  readonly schema?: z.ZodType;
  readonly contentType?: string;
  /** Of what `schema` describes; a test holds it against the schema. */
  readonly example?: unknown;
  /** Headers that every such answer has. */
  readonly headers?: readonly ('ETag' | 'Location')[];
  /** Other content types that Accept can ask for. */
  readonly alsoAs?: Readonly<Record<string, z.ZodType>>;
};

/**
 * What a handler answers. `stream` takes over the response after status and headers are set (event streams, files) and
 * resolves when it has ended.
 */
export type Reply = {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly stream?: (response: Response) => Promise<void>;
};

/** A request that is authorised and parsed. */
export type RouteRequest<
  Params = unknown,
  Query = unknown,
  Body = unknown,
  Who = Caller,
  Key = string | null,
  Match = number | null,
> = {
  readonly deps: ApiDeps;
  readonly caller: Who;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Present on every idempotent route. */
  readonly idempotencyKey: Key;
  /** The version that If-Match names; null when it was not sent. */
  readonly ifMatch: Match;
  readonly accept: string;
  /** Of method, path and body: what makes two requests the same one. */
  readonly digest: string;
  readonly header: (name: string) => string | undefined;
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal;
};

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : Record<never, never>;

type RouteFacts = {
  readonly method: Method;
  /** OpenAPI template: `/v1/orders/{id}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly responses: Readonly<Record<number, ResponseSpec>>;
};

export type RouteDefinition<
  P extends StrictObject | undefined,
  Q extends StrictObject | undefined,
  B extends StrictObject | undefined,
  Access extends Permission | 'public',
  Idempotent extends boolean,
  Match extends 'required' | 'optional' | undefined,
> = RouteFacts & {
  readonly permission: Access;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** A body that the schema takes: shown in the document and held against the schema by a test. */
  readonly example?: B extends StrictObject ? z.input<B> : undefined;
  /** True on every unsafe route: Idempotency-Key is required. */
  readonly idempotent: Idempotent;
  readonly ifMatch?: Match;
  readonly handle: (
    request: RouteRequest<
      Parsed<P>,
      Parsed<Q>,
      Parsed<B>,
      Access extends 'public' ? null : Caller,
      Idempotent extends true ? string : null,
      Match extends 'required' ? number : number | null
    >,
  ) => Promise<Reply>;
};

/** A route with its types erased: what a table of routes holds. */
export type Route = RouteFacts & {
  readonly permission: Permission | 'public';
  readonly params?: StrictObject | undefined;
  readonly query?: StrictObject | undefined;
  readonly body?: StrictObject | undefined;
  readonly example?: unknown;
  readonly idempotent: boolean;
  readonly ifMatch?: 'required' | 'optional' | undefined;
  readonly handle: (
    request: RouteRequest<unknown, unknown, unknown, Caller | null, string | null, number | null>,
  ) => Promise<Reply>;
};

/** Declares a route; its handler sees exactly what its schemas give. Throws at start for a path whose params are not declared. */
export function defineRoute<
  P extends StrictObject | undefined = undefined,
  Q extends StrictObject | undefined = undefined,
  B extends StrictObject | undefined = undefined,
  const Access extends Permission | 'public' = Permission,
  const Idempotent extends boolean = boolean,
  const Match extends 'required' | 'optional' | undefined = undefined,
>(definition: RouteDefinition<P, Q, B, Access, Idempotent, Match>): Route {
  const named = [...definition.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
  const declared = Object.keys(definition.params?.shape ?? {});
  if ([...named].sort().join() !== [...declared].sort().join()) {
    throw new Error(`${definition.method} ${definition.path}: the params schema has ${declared.join() || 'none'}`);
  }
  // The mounter parses with these same schemas before it calls the handler.
  return definition as unknown as Route;
}

/** The ETag of a version; `mark` tells apart answers of one version (letters and digits). If-Match is compared by the version. */
export const etag = (version: number, mark?: string): string => `"${mark ? `${version}.${mark}` : version}"`;

/** A problem in a request: `in` says which part, `pointer` is a JSON Pointer into that part. */
export const requestPart = z.enum(['body', 'query', 'path', 'header']);
export type RequestPart = z.infer<typeof requestPart>;
