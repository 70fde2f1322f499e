import * as sdk from '@easypost/api';
import { timeLeft } from '../time-left.ts';

/**
 * The calls of EasyPost's SDK that are made, with answers left `unknown`: its declarations promise fields that the API
 * leaves null, so every answer is parsed by `easypost-shapes`.
 */
export type EasyPostClient = {
  readonly Shipment: {
    readonly create: (params: object) => Promise<unknown>;
    readonly buy: (id: string, rateId: string) => Promise<unknown>;
    readonly retrieve: (id: string) => Promise<unknown>;
    readonly refund: (id: string) => Promise<unknown>;
  };
  readonly Tracker: { readonly all: (params: object) => Promise<unknown> };
  readonly Utils: {
    readonly validateWebhook: (body: Buffer, headers: Record<string, string>, secret: string) => unknown;
  };
};

type Request = { readonly timeout: (ms: { response: number; deadline: number }) => Request };

type ClientOptions = { readonly baseUrl?: string; readonly requestMiddleware: (request: Request) => Request };

// The package declares its ES module as CommonJS, so the compiler sees one `default` too many where Node finds the class.
const EasyPost = sdk.default as unknown as new (apiKey: string, options: ClientOptions) => EasyPostClient;

/**
 * The SDK takes a `timeout` but in 8.9 no request reads it: a silent server would hold the call for ever. The middleware
 * sets it on each request, no longer than the step has that asks.
 */
export function createEasyPostClient(apiKey: string, options: { baseUrl?: string; timeoutMs: number }): EasyPostClient {
  return new EasyPost(apiKey, {
    ...(options.baseUrl !== undefined && { baseUrl: apiRoot(options.baseUrl) }),
    requestMiddleware: (request) => {
      const ms = timeLeft(options.timeoutMs);
      return request.timeout({ response: ms, deadline: ms });
    },
  });
}

/** The SDK glues paths to its base: an address without path is given the API's own, `/v2/`. */
function apiRoot(address: string): string {
  const url = new URL(address);
  if (url.pathname === '/') url.pathname = '/v2/';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url.href;
}
