import { type History, historyText } from '../../cli/history.ts';

/** A history as one text in which every payload can be read: in the exported JSON they are base64. */
export function readable(history: History): string {
  return JSON.stringify(decoded(JSON.parse(historyText(history))));
}

function decoded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decoded);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, name === 'data' ? text(inner) : decoded(inner)]);
  return Object.fromEntries(entries);
}

/** `data` is a payload's content; of a marker's details it is a field like any other. */
function text(inner: unknown): unknown {
  return typeof inner === 'string' ? Buffer.from(inner, 'base64').toString('utf8') : decoded(inner);
}
