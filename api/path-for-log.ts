import type { Route } from './route.ts';

/** Of ours: an order, a parcel of it, a customer, a process. */
const ourId = /^[A-Z]{3}-[0-9A-Z]{7}(-[A-Z]\d+)*$/;
/** Addresses that are in no table of routes. */
const words = ['', 'livez', 'readyz', 'metrics', 'version', 'openapi.json', 'docs', 'webhooks', 'stripe', 'easypost'];

/**
 * How the log names an address: by the words of the routes and by ids of ours, without its query. Whatever else is in it,
 * somebody typed: a name or a mail address may be, and no log is erased with its customer.
 */
export function pathsForLog(routes: readonly Route[]): (url: string) => string {
  const known = new Set([...words, ...routes.flatMap(({ path }) => path.split('/'))]);
  const shown = (part: string) => (known.has(part) || ourId.test(part) ? part : '…');
  return (url) => (url.split('?')[0] ?? '').split('/').map(shown).join('/');
}
