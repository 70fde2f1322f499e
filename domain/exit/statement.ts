/** What a statement of a settlement says, in both languages. */
import { formatMoney } from '../money/format-money.ts';
import type { SettlementBalance, SettlementItem } from './settlement.ts';

export type Statement = {
  readonly exitId: string;
  readonly customerId: string;
  readonly name: string;
  readonly zone: string;
  /** Epoch ms. */
  readonly settledAt: number;
  readonly items: readonly (Omit<SettlementItem, 'id'> & { readonly no: number; readonly source: string })[];
  readonly balances: readonly Omit<SettlementBalance, 'items'>[];
};

type Locale = 'en' | 'fr';

// Speaks to nobody: an estate or an administrator reads it, too.
const words = {
  en: {
    title: 'Final statement',
    intro: (of: Statement, date: string) => `${of.exitId}, customer ${of.customerId}, settled on ${date}`,
    account: 'On account, netted',
    card: 'Paid by card, not part of the balance',
    nothing: 'Nothing is open.',
    customerOwes: 'Owed to us',
    weOwe: 'Owed by us',
    toPay: 'Left to pay to us',
    toReceive: 'Left for us to pay',
    even: 'Nothing is left to pay',
  },
  fr: {
    title: 'Relevé final',
    intro: (of: Statement, date: string) => `${of.exitId}, client ${of.customerId}, réglé le ${date}`,
    account: 'Sur compte, compensé',
    card: 'Payé par carte, hors du solde',
    nothing: 'Il ne reste rien à régler.',
    customerOwes: 'Nous est dû',
    weOwe: 'Dû par nous',
    toPay: 'Reste à nous payer',
    toReceive: 'Reste à payer par nous',
    even: 'Il ne reste rien à payer',
  },
} as const;

const kinds = {
  invoice: { en: 'Invoice', fr: 'Facture' },
  open_order: { en: 'Order', fr: 'Commande' },
  credit: { en: 'Credit', fr: 'Crédit' },
} as const satisfies Record<SettlementItem['kind'], Record<Locale, string>>;

export type StatementRow = { readonly label: string; readonly amount: string; readonly strong: boolean };
export type StatementSection = { readonly heading: string; readonly rows: readonly StatementRow[] };
export type StatementText = {
  readonly title: string;
  readonly name: string;
  readonly intro: string;
  readonly sections: readonly StatementSection[];
};

const languageTags = { en: 'en-CA', fr: 'fr-CA' } as const;

export function statementText(of: Statement, locale: Locale): StatementText {
  const say = words[locale];
  const format = new Intl.DateTimeFormat(languageTags[locale], { dateStyle: 'long', timeZone: of.zone });
  const row = (label: string, amountMinor: number, currency: string, strong = false): StatementRow => ({
    ...{ label, strong },
    amount: formatMoney({ amountMinor, currency }, locale),
  });
  const itemRows = (terms: SettlementItem['terms'], currency: string) =>
    of.items
      .filter((item) => item.terms === terms && item.currency === currency)
      .map((item) => row(`${kinds[item.kind][locale]} ${item.source}`, item.amountMinor, currency));
  const balanceRows = ({ currency, customerOwesMinor, weOweMinor, netMinor }: Statement['balances'][number]) => [
    row(say.customerOwes, customerOwesMinor, currency),
    row(say.weOwe, weOweMinor, currency),
    row(netMinor === 0 ? say.even : netMinor > 0 ? say.toPay : say.toReceive, Math.abs(netMinor), currency, true),
  ];
  const sections = of.balances.map((balance) => ({
    heading: `${say.account} (${balance.currency})`,
    rows: [...itemRows('account', balance.currency), ...balanceRows(balance)],
  }));
  const cardCurrencies = [...new Set(of.items.filter(({ terms }) => terms === 'card').map((item) => item.currency))];
  const apart = cardCurrencies.map((currency) => ({
    heading: `${say.card} (${currency})`,
    rows: itemRows('card', currency),
  }));
  const all = [...sections, ...apart];
  return {
    ...{ title: say.title, name: of.name, intro: say.intro(of, format.format(of.settledAt)) },
    sections: all.length > 0 ? all : [{ heading: say.nothing, rows: [] }],
  };
}
