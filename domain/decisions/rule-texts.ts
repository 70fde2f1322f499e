/** What rules say of themselves, to whoever is decided by them. */
import type { Text } from '../orders/wording.ts';
import type { DecisionTable } from './decision-table.ts';

export type RuleSaid = { readonly rule: string; readonly text: Text };

/** The texts of the rules that counted, in the order of the table. */
export function textsOf({ rules }: Pick<DecisionTable, 'rules'>, winners: readonly string[]): RuleSaid[] {
  return rules.filter(({ id }) => winners.includes(id)).map(({ id, text }) => ({ rule: id, text }));
}

/** Begins with a capital and ends with a stop, however it was written. */
export function sentence({ en, fr }: Text): Text {
  const whole = (text: string): string => {
    const said = text.charAt(0).toUpperCase() + text.slice(1);
    return /[.!?…]$/.test(said) ? said : `${said}.`;
  };
  return { en: whole(en), fr: whole(fr) };
}
