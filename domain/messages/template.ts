import type { OfferChoice } from '../orders/order-facts.ts';
import type { Text } from '../orders/wording.ts';

/**
 * What a placeholder is, and so how its value is checked and shown: `text` as it is, `count` a whole number for plurals, `perhaps_count` one that an older build did not tell and that is then 0,
 * `money` minor units of the param `currency`, `day` and `moment` an RFC 3339 instant shown as a date, or as a date and
 * a time, both with our zone, `date` a date of the calendar, `perhaps_date` one that may be absent and is then the word `none`, `choices` the open options of a shortage offer, one per line, `perhaps_choice` one of them for ICU's select, or the word `none` where an older build did not tell it, `bilingual` a text that exists in both languages,
 * `evidence` kinds of evidence with commas between, shown as a list in words,
 * `todos` such texts with an instant each, one per line, `texts` such texts alone, one per line. `looked_up` and `perhaps` are text that nobody
 * tells: it is read when the message is sent, from the shipment that `shipmentId` names; `perhaps` may be absent and is
 * then the word `none`, for ICU's select.
 */
export type ParamKind =
  | 'text'
  | 'count'
  | 'perhaps_count'
  | 'money'
  | 'day'
  | 'moment'
  | 'date'
  | 'perhaps_date'
  | 'choices'
  | 'perhaps_choice'
  | 'bilingual'
  | 'evidence'
  | 'texts'
  | 'todos'
  | 'looked_up'
  | 'perhaps';

export type Todo = Text & { readonly dueAt: string };

/** ICU MessageFormat. Apostrophes are typographic (’): the straight one quotes in ICU. */
export type MessageText = { readonly subject: string; readonly text: string };

export const messageLocales = ['en', 'fr'] as const;
export type MessageLocale = (typeof messageLocales)[number];

export type Greeting = 'customer' | 'estate';

export type MessageTemplate = {
  readonly params: Readonly<Record<string, ParamKind>>;
  /** Who is greeted, where it is not the customer. */
  readonly greeting?: Greeting;
} & Readonly<Record<MessageLocale, MessageText>>;

type ToldValue = {
  readonly text: string;
  readonly count: number;
  readonly perhaps_count: number;
  readonly money: number;
  readonly day: string;
  readonly moment: string;
  readonly date: string;
  readonly perhaps_date: string | null;
  readonly choices: readonly OfferChoice[];
  readonly perhaps_choice: OfferChoice;
  readonly bilingual: Text;
  readonly evidence: string;
  readonly texts: readonly Text[];
  readonly todos: readonly Todo[];
};

type ToldName<Params> = {
  [Name in keyof Params]: Params[Name] extends keyof ToldValue ? Name : never;
}[keyof Params];

/** What the teller of a template must give: everything but the order's id and what is looked up. */
export type ToldParams<Template extends MessageTemplate> = {
  readonly [Name in Exclude<ToldName<Template['params']>, 'orderId'>]: Template['params'][Name] extends keyof ToldValue
    ? ToldValue[Template['params'][Name]]
    : never;
};
