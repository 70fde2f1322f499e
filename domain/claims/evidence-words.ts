import type { Text } from '../orders/wording.ts';

/** The kinds of evidence that decision tables ask for, as a customer is asked for them. */
const evidenceWords: Readonly<Record<string, Text>> = {
  photo: { en: 'a photograph', fr: 'une photographie' },
  statement: { en: 'a signed statement', fr: 'une déclaration signée' },
};

/** A table may ask for what has no words here: the code would say nothing to a customer, so they ask. */
const another: Text = {
  en: 'another document (reply to this message and we tell you which)',
  fr: 'une autre pièce (répondez à ce message et nous vous dirons laquelle)',
};

/** What is missing, each kind once, those without words last. */
export function evidenceNamed(kinds: readonly string[]): Text[] {
  const known = kinds.filter((kind) => Object.hasOwn(evidenceWords, kind));
  const named = [...new Set(known)].map((kind) => evidenceWords[kind] ?? another);
  return known.length === kinds.length ? named : [...named, another];
}

/** The same for the staff, who know what their own tables ask for: what has no words goes by its code. */
export const evidenceForStaff = (kinds: readonly string[]): Text[] =>
  [...new Set(kinds)].map((kind) => wordsOf(kind) ?? { en: kind, fr: kind });

const wordsOf = (kind: string): Text | undefined =>
  Object.hasOwn(evidenceWords, kind) ? evidenceWords[kind] : undefined;
