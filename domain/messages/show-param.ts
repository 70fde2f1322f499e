import { evidenceNamed } from '../claims/evidence-words.ts';
import { formatMoney } from '../money/format-money.ts';
import { type OfferChoice, offerChoices } from '../orders/order-facts.ts';
import { withFrenchSpaces } from './french-spaces.ts';
import type { MessageLocale, ParamKind, Todo } from './template.ts';

export type Params = Readonly<Record<string, unknown>>;

/** Whose days and hours are shown: ours, and named, since we do not know the reader's. */
const timeZone = 'America/Toronto';

export const languageTags = { en: 'en-CA', fr: 'fr-CA' } as const satisfies Record<MessageLocale, string>;

const choiceTexts = {
  en: {
    wait: 'wait until the whole order can be sent',
    ship_available: 'receive what is in stock now, and the rest later',
    drop_short: 'receive what is in stock now, and cancel the rest',
    cancel: 'cancel the order',
  },
  fr: {
    wait: 'attendre que toute la commande puisse être envoyée',
    ship_available: 'recevoir maintenant ce qui est en stock, et le reste plus tard',
    drop_short: 'recevoir maintenant ce qui est en stock, et annuler le reste',
    cancel: 'annuler la commande',
  },
} as const satisfies Record<MessageLocale, Record<OfferChoice, string>>;

/** The param as the reader sees it, or null when it is missing or not what `kind` says. */
export function showParam(
  kind: ParamKind,
  name: string,
  locale: MessageLocale,
  params: Params,
): string | number | null {
  const value = params[name];
  switch (kind) {
    case 'text':
    case 'looked_up':
      return typeof value === 'string' && value !== '' ? value : null;
    case 'perhaps':
      return typeof value === 'string' && value !== '' ? value : 'none';
    case 'count':
      return showCount(value);
    case 'perhaps_count':
      return value == null ? 0 : showCount(value);
    case 'money':
      return showMoney(value, locale, params);
    case 'day':
      return showDay(value, locale);
    case 'moment':
      return showMoment(value, locale);
    case 'date':
      return showDate(value, locale);
    case 'perhaps_date':
      return value == null ? 'none' : showDate(value, locale);
    case 'choices':
      return showChoices(value, locale);
    case 'perhaps_choice':
      return value == null ? 'none' : (offerChoices.find((choice) => choice === value) ?? null);
    case 'evidence':
      return showEvidence(value, locale);
    case 'bilingual':
      return textIn(value, locale);
    case 'texts':
      return showTexts(value, locale);
    case 'todos':
      return showTodos(value, locale);
    default:
      return assertNever(kind);
  }
}

function showCount(value: unknown): number | null {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : null;
}

function showMoney(value: unknown, locale: MessageLocale, { currency }: Params): string | null {
  if (!Number.isSafeInteger(value) || typeof currency !== 'string') return null;
  return formatMoney({ amountMinor: Number(value), currency }, locale);
}

function showInstant(value: unknown, locale: MessageLocale, options: Intl.DateTimeFormatOptions): string | null {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : new Intl.DateTimeFormat(languageTags[locale], options).format(at);
}

/** Of the calendar, the same everywhere: no zone moves it. */
function showDate(value: unknown, locale: MessageLocale): string | null {
  return showInstant(value, locale, { dateStyle: 'long', timeZone: 'UTC' });
}

/** The zone is named: in Tokyo the same instant is on the day after. */
function showDay(value: unknown, locale: MessageLocale): string | null {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) return null;
  const day = new Intl.DateTimeFormat(languageTags[locale], { dateStyle: 'long', timeZone }).format(at);
  const named = new Intl.DateTimeFormat(languageTags[locale], { timeZone, timeZoneName: 'short' }).formatToParts(at);
  return `${day}, ${named.find(({ type }) => type === 'timeZoneName')?.value}`;
}

/** The zone is named: a deadline without one would be wrong for whoever lives elsewhere. */
function showMoment(value: unknown, locale: MessageLocale): string | null {
  return showInstant(value, locale, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone,
  });
}

function showChoices(value: unknown, locale: MessageLocale): string | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const known = offerChoices.filter((choice) => value.includes(choice));
  if (known.length !== value.length) return null;
  return known.map((choice) => `- ${choiceTexts[locale][choice]}`).join('\n');
}

function textIn(value: unknown, locale: MessageLocale): string | null {
  const text = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[locale] : null;
  if (typeof text !== 'string' || text === '') return null;
  return locale === 'fr' ? withFrenchSpaces(text) : text;
}

function showEvidence(value: unknown, locale: MessageLocale): string | null {
  if (typeof value !== 'string' || value === '') return null;
  const named = evidenceNamed(value.split(', ')).map((text) => text[locale]);
  return new Intl.ListFormat(languageTags[locale], { type: 'conjunction' }).format(named);
}

function showTexts(value: unknown, locale: MessageLocale): string | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const lines = value.map((text: unknown) => textIn(text, locale));
  return lines.includes(null) ? null : lines.map((line) => `- ${line}`).join('\n');
}

const untilWords = { en: 'by', fr: 'au plus tard le' } as const satisfies Record<MessageLocale, string>;

function showTodos(value: unknown, locale: MessageLocale): string | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const lines = value.map((todo: unknown) => {
    const what = textIn(todo, locale);
    const until = what === null ? null : showDay((todo as Todo).dueAt, locale);
    return until === null ? null : `- ${what} (${untilWords[locale]} ${until})`;
  });
  return lines.includes(null) ? null : lines.join('\n');
}

function assertNever(kind: never): never {
  throw new Error(`unknown kind of param ${String(kind)}`);
}
