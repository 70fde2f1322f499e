import type { IntentRow } from './book.ts';
import { countOf, type Form, recordOf, refuseUnknown, requiredText, textOf } from './form.ts';
import { expandedOf, intentObject } from './objects.ts';
import { intentOf } from './payment-intents.ts';
import { invalid } from './refusal.ts';
import type { Vendor } from './vendor.ts';

export function retrieveIntent(vendor: Vendor, form: Form, id: string) {
  refuseUnknown(form, ['expand']);
  return intentObject(intentOf(vendor, id), expandedOf(form));
}

/** Youngest first, from the book itself. */
export function listIntents(vendor: Vendor, form: Form) {
  refuseUnknown(form, ['created', 'limit', 'starting_after']);
  const since = Number(recordOf(form.created).gte ?? 0);
  const rows = youngestFirst(vendor).filter((row) => row.created >= since);
  return { ...pageOf(rows, form, intentObject), url: '/v1/payment_intents' };
}

/** Only `metadata['name']:'value'`, and only what the index knows: it runs `searchLagSeconds` behind the book. */
export function searchIntents(vendor: Vendor, form: Form) {
  refuseUnknown(form, ['query', 'limit', 'page']);
  const query = requiredText(form, 'query');
  const [, name, quoted] = /^metadata\['([^']+)'\]:'((?:\\.|[^'\\])*)'$/.exec(query) ?? [];
  if (name === undefined || quoted === undefined) throw invalid('parameter_invalid', `Cannot read query: ${query}`);
  const value = quoted.replaceAll(/\\(.)/g, '$1');
  const indexed = vendor.now() - vendor.searchLagSeconds;
  const rows = youngestFirst(vendor).filter((row) => row.created <= indexed && row.metadata[name] === value);
  const data = rows.slice(0, countOf(form, 'limit') ?? 10).map((row) => intentObject(row));
  return { object: 'search_result', data, has_more: false, next_page: null, url: '/v1/payment_intents/search' };
}

function youngestFirst(vendor: Vendor): IntentRow[] {
  return [...vendor.book.intents.values()].reverse().sort((a, b) => b.created - a.created);
}

/** One page of rows, after `starting_after`. */
export function pageOf<Row extends { readonly id: string }>(
  rows: readonly Row[],
  form: Form,
  written: (row: Row) => unknown,
) {
  const after = textOf(form, 'starting_after');
  const from = after === undefined ? 0 : rows.findIndex((row) => row.id === after) + 1;
  const until = from + Math.min(countOf(form, 'limit') ?? 10, 100);
  const data = rows.slice(from, until).map((row) => written(row));
  return { object: 'list', data, has_more: until < rows.length };
}
