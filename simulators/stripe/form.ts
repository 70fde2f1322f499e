import { invalid } from './refusal.ts';

/** Decoded form fields: a string, a list (`a[0]=…`) or an object (`a[key]=…`). */
export type Field = string | readonly string[] | Readonly<Record<string, string>>;
export type Form = Readonly<Record<string, Field>>;

/** Decodes what the API speaks: `amount=1&metadata[order]=o1&expand[0]=latest_charge`. One level of nesting is enough. */
export function parseForm(text: string): Form {
  const form: Record<string, Field> = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    const [, top = name, inner] = /^([^[\]]+)\[([^[\]]*)\]$/.exec(name) ?? [];
    if (inner === undefined) form[top] = value;
    else if (inner === '' || /^\d+$/.test(inner)) form[top] = [...listOf(form[top]), value];
    else form[top] = { ...recordOf(form[top]), [inner]: value };
  }
  return form;
}

/** Stripe refuses what it does not know; so do we, or a typing error would pass every test. */
export function refuseUnknown(form: Form, known: readonly string[]): void {
  const unknown = Object.keys(form).find((name) => !known.includes(name));
  if (unknown !== undefined) throw invalid('parameter_unknown', `Received unknown parameter: ${unknown}`, unknown);
}

export function textOf(form: Form, name: string): string | undefined {
  const field = form[name];
  return typeof field === 'string' && field !== '' ? field : undefined;
}

export function requiredText(form: Form, name: string): string {
  const text = textOf(form, name);
  if (text === undefined) throw invalid('parameter_missing', `Missing required param: ${name}.`, name);
  return text;
}

/** A positive whole number; undefined when absent. */
export function countOf(form: Form, name: string): number | undefined {
  const text = textOf(form, name);
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,15}$/.test(text)) throw invalid('parameter_invalid_integer', `Invalid integer: ${text}`, name);
  return Number(text);
}

export function listOf(field: Field | undefined): readonly string[] {
  return Array.isArray(field) ? field : [];
}

export function recordOf(field: Field | undefined): Readonly<Record<string, string>> {
  // A cast: `Array.isArray` does not narrow readonly arrays away.
  return typeof field === 'object' && !Array.isArray(field) ? (field as Readonly<Record<string, string>>) : {};
}
