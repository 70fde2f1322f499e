import { IntlMessageFormat } from 'intl-messageformat';
import { withFrenchSpaces } from './french-spaces.ts';
import { languageTags, type Params, showParam } from './show-param.ts';
import type { Greeting, MessageLocale, MessageTemplate, MessageText, ParamKind } from './template.ts';
import { type TemplateName, templates } from './templates.ts';

/** How every message begins and ends. */
const frames = {
  en: '{greeting},\n\n{body}\n\nAny question? Reply to this message{naming}.\n',
  fr: '{greeting},\n\n{body}\n\nUne question ? Répondez à ce message{naming}.\n',
} as const satisfies Record<MessageLocale, string>;

const greetings = {
  customer: { en: 'Hello {customerName}', fr: 'Bonjour {customerName}' },
  estate: { en: 'To the estate of {customerName}', fr: 'À la succession de {customerName}' },
} as const satisfies Record<Greeting, Record<MessageLocale, string>>;

/** What an answer should name, by the param that holds its id; a message about none of these asks for nothing. */
const namings = {
  orderId: { en: ' and name order {orderId}', fr: ' en indiquant la commande {orderId}' },
  caseId: { en: ' and name case {caseId}', fr: ' en indiquant le dossier {caseId}' },
} as const satisfies Record<string, Record<MessageLocale, string>>;

/** Says which params are missing or malformed, never their values: those are personal data. */
class MessageNotRenderable extends Error {
  constructor(template: TemplateName, missing: readonly string[]) {
    super(`message ${template} cannot be written: ${missing.join(', ')} missing or malformed`);
    this.name = 'MessageNotRenderable';
  }
}

/**
 * Subject and plain text of a message in the customer's language. `params` holds what was told, `customerName` and what is
 * looked up for the shipment. Throws `MessageNotRenderable`.
 */
export function renderMessage(template: TemplateName, locale: MessageLocale, params: Params): MessageText {
  const kinds: Readonly<Record<string, ParamKind>> = { ...templates[template].params, customerName: 'looked_up' };
  const shown = Object.entries(kinds).map(([name, kind]) => [name, showParam(kind, name, locale, params)] as const);
  const missing = shown.filter(([, value]) => value === null).map(([name]) => name);
  if (missing.length > 0) throw new MessageNotRenderable(template, missing);
  const values = Object.fromEntries(shown);
  const { [locale]: words, greeting: greeted = 'customer' }: MessageTemplate = templates[template];
  const { subject, text } = words;
  const body = format(text, locale, values);
  const greeting = format(greetings[greeted][locale], locale, values);
  const naming = format(namingOf(kinds, locale), locale, values);
  return {
    subject: format(subject, locale, values),
    text: format(frames[locale], locale, { greeting, body, naming }),
  };
}

function namingOf(kinds: Readonly<Record<string, ParamKind>>, locale: MessageLocale): string {
  return Object.entries(namings).find(([param]) => Object.hasOwn(kinds, param))?.[1][locale] ?? '';
}

const compiled = new Map<string, IntlMessageFormat>();

function format(message: string, locale: MessageLocale, values: Record<string, string | number | null>): string {
  const key = `${locale} ${message}`;
  const known = compiled.get(key) ?? compile(message, locale);
  compiled.set(key, known);
  return String(known.format(values));
}

function compile(message: string, locale: MessageLocale): IntlMessageFormat {
  // Not of what is filled in: a customer's or an agent's words stay as they typed them.
  const text = locale === 'fr' ? withFrenchSpaces(message) : message;
  // Texts are plain: a `<` is a `<`, not the start of a tag.
  return new IntlMessageFormat(text, languageTags[locale], undefined, { ignoreTag: true });
}
