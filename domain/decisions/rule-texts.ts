/** What rules say of themselves, to whoever is decided by them. */
import { formatMoney } from '../money/format-money.ts';
import { isKnownCurrency } from '../money/money.ts';
import { inBoth, type Text } from '../orders/wording.ts';
import type { DecisionTable } from './decision-table.ts';
import type { Inputs } from './evaluate-table.ts';

export type RuleSaid = { readonly rule: string; readonly text: Text };

/** The texts of the rules that counted, in the order of the table, with their amounts in the currency it was told. */
export function textsOf(
  { rules }: Pick<DecisionTable, 'rules'>,
  { winners, inputs }: { readonly winners: readonly string[]; readonly inputs: Inputs },
): RuleSaid[] {
  return rules
    .filter(({ id }) => winners.includes(id))
    .map(({ id, text }) => ({ rule: id, text: withAmounts(text, inputs.currency) }));
}

/** `Above {amount 50000} …`: minor units, as the test of the rule compares them. */
const amounts = /\{amount (\d{1,13})\}/g;

/** Without a currency that we know the amounts stay as they were written. */
function withAmounts(text: Text, currency: unknown): Text {
  if (typeof currency !== 'string' || !isKnownCurrency(currency)) return text;
  return inBoth((locale) =>
    text[locale].replace(amounts, (_, minor: string) => formatMoney({ amountMinor: Number(minor), currency }, locale)),
  );
}

/** The amounts that a text names, and whether something else in it looks like one. */
export function amountsIn(text: string): { readonly amounts: readonly string[]; readonly torn: boolean } {
  const found = [...text.matchAll(amounts)].map(([, minor]) => minor ?? '');
  return { amounts: found.sort(), torn: /[{}]/.test(text.replace(amounts, '')) };
}

/** Begins with a capital and ends with a stop, however it was written. */
export function sentence({ en, fr }: Text): Text {
  const whole = (text: string): string => {
    const said = text.charAt(0).toUpperCase() + text.slice(1);
    return /[.!?…]$/.test(said) ? said : `${said}.`;
  };
  return { en: whole(en), fr: whole(fr) };
}
