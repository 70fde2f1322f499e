/** A sentence in both languages for each kind of zod’s issues: a new kind does not compile without one. */
import type { z } from 'zod';
import { inBoth, type Locale, type Text } from '../domain/orders/wording.ts';
import { textSaid } from './schema-messages.ts';

export type Issue = z.core.$ZodIssue;
/** One sentence for one value; unknown fields are as many problems as there are fields. */
type IssueOfValue = Exclude<Issue, { readonly code: 'unrecognized_keys' }>;

/** Issues come from a parse with `reportInput`: what is undefined was not sent. */
export function explain(issue: IssueOfValue): { code: string; detail: Text } {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? { code: 'missing', detail: required(kindOf(issue.expected)) }
        : { code: 'wrong_type', detail: mustBe(kindOf(issue.expected)) };
    case 'invalid_value':
      return issue.input === undefined
        ? { code: 'missing', detail: required(optionsOf(issue.values)) }
        : { code: 'not_an_option', detail: useOne(issue.values) };
    case 'invalid_union':
      return { code: 'not_an_option', detail: 'options' in issue ? useOne(issue.options ?? []) : sentences.form };
    case 'too_small':
      return {
        code: 'too_small',
        detail: bound(issue.inclusive === false ? 'above' : 'atLeast', issue.minimum, issue),
      };
    case 'too_big':
      return { code: 'too_big', detail: bound(issue.inclusive === false ? 'below' : 'atMost', issue.maximum, issue) };
    case 'invalid_format':
      return { code: 'wrong_format', detail: textSaid(issue.message) ?? formats[issue.format] ?? sentences.form };
    case 'not_multiple_of':
      return { code: 'invalid', detail: multipleOf(issue.divisor) };
    case 'invalid_key':
      return { code: 'invalid', detail: textSaid(issue.issues[0]?.message ?? '') ?? sentences.name };
    case 'invalid_element':
      return { code: 'invalid', detail: sentences.entry };
    case 'custom':
      return { code: 'invalid', detail: textSaid(issue.message) ?? sentences.value };
  }
}

export const unknownField = (key: string): Text => ({
  en: `"${key}" is not a field here. Remove it, or check its spelling.`,
  fr: `« ${key} » n’est pas un champ ici. Retirez-le ou vérifiez son orthographe.`,
});

const sentences = {
  form: { en: 'This does not have the form that is needed here.', fr: 'Ceci n’a pas la forme attendue ici.' },
  name: { en: 'No field of this name is possible here.', fr: 'Aucun champ de ce nom n’est possible ici.' },
  entry: { en: 'This entry is not possible here.', fr: 'Cet élément n’est pas possible ici.' },
  value: { en: 'This value is not possible here.', fr: 'Cette valeur n’est pas possible ici.' },
} as const satisfies Record<string, Text>;

export const kinds: Readonly<Record<string, Text>> = {
  string: { en: 'a text', fr: 'un texte' },
  number: { en: 'a number', fr: 'un nombre' },
  int: { en: 'a whole number', fr: 'un nombre entier' },
  boolean: { en: 'true or false', fr: 'true ou false' },
  object: { en: 'an object', fr: 'un objet' },
  array: { en: 'a list', fr: 'une liste' },
  record: { en: 'an object', fr: 'un objet' },
  date: { en: 'a date', fr: 'une date' },
  null: { en: 'null', fr: 'null' },
};
const anotherKind: Text = { en: 'a value of another kind', fr: 'une valeur d’un autre genre' };
const kindOf = (expected: string): Text => kinds[expected] ?? anotherKind;

/** Formats whose own message says no more than that they are wrong. */
export const formats: Readonly<Record<string, Text>> = {
  datetime: {
    en: 'Write an instant like 2026-02-03T15:04:05Z, with Z or an offset such as -05:00.',
    fr: 'Écrivez un instant comme 2026-02-03T15:04:05Z, avec Z ou un décalage comme -05:00.',
  },
  date: { en: 'Write a date like 2026-02-03.', fr: 'Écrivez une date comme 2026-02-03.' },
  email: { en: 'Use an address like name@example.org.', fr: 'Utilisez une adresse comme nom@example.org.' },
};

const required = (what: Text): Text => ({
  en: `This field is required: ${what.en}.`,
  fr: `Ce champ est obligatoire : ${what.fr}.`,
});
const mustBe = (what: Text): Text => ({ en: `This must be ${what.en}.`, fr: `La valeur doit être ${what.fr}.` });

const optionsOf = (values: readonly unknown[]): Text => {
  const options = values.map(String).join(', ');
  return { en: `one of ${options}`, fr: `l’une des valeurs ${options}` };
};
const useOne = (values: readonly unknown[]): Text => {
  const options = values.map(String).join(', ');
  return { en: `Use one of: ${options}.`, fr: `Utilisez l’une de ces valeurs : ${options}.` };
};

const multipleOf = (divisor: number | bigint): Text => ({
  en: `This must be a multiple of ${divisor}.`,
  fr: `La valeur doit être un multiple de ${divisor}.`,
});

const bounds = {
  atLeast: { en: 'at least', fr: 'au moins' },
  above: { en: 'more than', fr: 'plus de' },
  atMost: { en: 'at most', fr: 'au plus' },
  below: { en: 'less than', fr: 'moins de' },
} as const satisfies Record<string, Text>;

/** Of the length of a text or a list, else of the number itself. */
function bound(which: keyof typeof bounds, limit: number | bigint, { origin }: { readonly origin: string }): Text {
  const { en, fr } = bounds[which];
  const counted = countedIn(origin);
  if (counted === null) return { en: `This must be ${en} ${limit}.`, fr: `La valeur doit être : ${fr} ${limit}.` };
  const unit = (locale: Locale) =>
    counted[locale][new Intl.PluralRules(locale).select(Number(limit)) === 'one' ? 0 : 1];
  return inBoth((locale) =>
    locale === 'fr' ? `Il faut ${fr} ${limit} ${unit('fr')}.` : `This must be ${en} ${limit} ${unit('en')} long.`,
  );
}

function countedIn(origin: string) {
  if (origin === 'string') return { en: ['character', 'characters'], fr: ['caractère', 'caractères'] } as const;
  if (origin === 'array' || origin === 'set') return { en: ['entry', 'entries'], fr: ['élément', 'éléments'] } as const;
  return null;
}
