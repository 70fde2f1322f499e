import { expect, it } from 'vitest';
import { type Statement, statementText } from './statement.ts';

const statement: Statement = {
  ...{ exitId: 'EXT-1', customerId: 'CUS-1', name: 'Acme', zone: 'America/Toronto' },
  // Still the day before in Toronto.
  settledAt: Date.parse('2026-03-01T03:00Z'),
  items: [
    { no: 1, source: 'P1', kind: 'invoice', terms: 'account', currency: 'CAD', amountMinor: 500 },
    { no: 2, source: 'CLM-1/1/1', kind: 'credit', terms: 'account', currency: 'CAD', amountMinor: 1500 },
    { no: 3, source: 'P2', kind: 'open_order', terms: 'card', currency: 'USD', amountMinor: 900 },
  ],
  balances: [
    { currency: 'CAD', customerOwesMinor: 500, weOweMinor: 1500, netMinor: -1000 },
    { currency: 'JPY', customerOwesMinor: 0, weOweMinor: 0, netMinor: 0 },
  ],
};

const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');

it.each([
  ['en', 'February 28, 2026', 'Left for us to pay $10.00', 'Nothing is left to pay JP¥0', 'Order P2 US$9.00'],
  ['fr', '28 février 2026', 'Reste à payer par nous 10,00 $', 'Il ne reste rien à payer 0 ¥', 'Commande P2 9,00 $ US'],
] as const)(
  'says in %s who pays, how much, and on which day of the customer’s',
  (locale, date, toPay, even, byCard) => {
    const { intro, sections } = statementText(statement, locale);
    expect(intro).toContain(date);
    const last = sections.map(({ rows }) => rows.at(-1)).map((row) => plain(`${row?.label} ${row?.amount}`));
    expect(last).toEqual([toPay, even, byCard]);
    expect(sections.map(({ rows }) => rows.length)).toEqual([5, 3, 1]);
  },
);
