import { decimalsOf, type Money } from './money.ts';

const locales = { en: 'en-CA', fr: 'fr-CA' } as const;

/** As people write it in Canada: `$19.99`, `19,99 $`. Other dollars carry their country's mark. */
export function formatMoney({ amountMinor, currency }: Money, locale: 'en' | 'fr'): string {
  const digits = decimalsOf(currency);
  return new Intl.NumberFormat(locales[locale], {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amountMinor / 10 ** digits);
}
