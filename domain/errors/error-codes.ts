import { withFrenchSpaces } from '../messages/french-spaces.ts';
import type { Locale, Text } from '../orders/wording.ts';
import { accessErrors } from './access-errors.ts';
import { claimErrors } from './claim-errors.ts';
import { customerErrors } from './customer-errors.ts';
import type { ErrorEntry } from './error-entry.ts';
import { exitErrors } from './exit-errors.ts';
import { valueInFrench } from './french-values.ts';
import { onboardingErrors } from './onboarding-errors.ts';
import { orderErrors } from './order-errors.ts';
import { processErrors } from './process-errors.ts';
import { requestErrors } from './request-errors.ts';
import { salesErrors } from './sales-errors.ts';
import { staffErrors } from './staff-errors.ts';
import { tableErrors } from './table-errors.ts';
import { type Thing, thingInEnglish, thingInFrench } from './things.ts';
import { webhookErrors } from './webhook-errors.ts';

/** Every refusal the engine can give, each in the table of its area: a code without a status or a text does not compile. */
export const errorCodes = {
  ...requestErrors,
  ...webhookErrors,
  ...accessErrors,
  ...orderErrors,
  ...processErrors,
  ...salesErrors,
  ...customerErrors,
  ...staffErrors,
  ...claimErrors,
  ...onboardingErrors,
  ...tableErrors,
  ...exitErrors,
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCodes;
/** A text in both languages is told in the reader's. */
export type Details = Readonly<Record<string, string | number | Text>> & { readonly thing?: Thing };

/** One of several things that stand in the way: listed under `errors`, beside the sentence that names them all. */
export type RefusalReason = { readonly pointer: string; readonly code: string; readonly detail: Text };

/** An expected refusal: a value, not an exception. */
export type Refusal = {
  readonly code: ErrorCode;
  readonly details: Details;
  readonly reasons?: readonly RefusalReason[];
};

export function refusal(code: ErrorCode, details: Details = {}, reasons?: readonly RefusalReason[]): Refusal {
  return { code, details, ...(reasons && { reasons }) };
}

export function errorText(code: ErrorCode, details: Details, locale: Locale): string {
  const { thing } = details;
  const named = thing && { thing: locale === 'fr' ? thingInFrench(thing) : thingInEnglish(thing) };
  const text = fill(errorCodes[code][locale], { ...details, ...named }, locale);
  return locale === 'fr' ? withFrenchSpaces(text) : text;
}

type Filling = Readonly<Record<string, string | number | Text>>;

/** Replaces `{name}` by the detail of that name; an unknown name stays visible rather than vanishing. */
export function fill(text: string, details: Filling, locale: Locale = 'en'): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const detail = details[name] ?? placeholder;
    if (typeof detail === 'object') return detail[locale];
    return locale === 'fr' ? valueInFrench(name, String(detail)) : String(detail);
  });
}
