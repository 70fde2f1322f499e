/** What a schema says of a value that it refuses, in both languages. zod carries one string, so both travel in it. */
import type { z } from 'zod';
import type { Text } from '../domain/orders/wording.ts';

const between = '\u001f';

/** `z.string().regex(/…/, said({ en: '…', fr: '…' }))`. A message that is written otherwise fails `issue-sentences.test.ts`. */
export const said = ({ en, fr }: Text): string => `${en}${between}${fr}`;

/** Null for a message of zod’s own, which knows one language. */
export function textSaid(message: string): Text | null {
  const [en, fr] = message.split(between);
  return en === undefined || fr === undefined ? null : { en, fr };
}

/** `context.addIssue(wrong(['reason'], { en: '…', fr: '…' }))`: the only way to add one. */
export function wrong(path: PropertyKey[], text: Text): Parameters<z.RefinementCtx['addIssue']>[0] & object {
  return { code: 'custom', path, message: said(text) };
}
