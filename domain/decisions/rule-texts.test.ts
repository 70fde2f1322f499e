import { describe, expect, it } from 'vitest';
import { textsOf } from './rule-texts.ts';

const text = { en: 'Above {amount 50000} somebody signs.', fr: 'Au-delà de {amount 50000}, quelqu’un signe.' };
const rules = [{ id: 'dear', text, when: { valueMinor: '> 50000' }, gives: {} }];
const said = (currency: string | null) => textsOf({ rules }, { winners: ['dear'], inputs: { currency } })[0]?.text;
/** ICU writes spaces that do not break. */
const plain = (from: string | undefined) => from?.replace(/[\u00a0\u202f]/g, ' ');

describe('an amount in the text of a rule', () => {
  it.each([
    ['CAD', 'Above $500.00 somebody signs.', 'Au-delà de 500,00 $, quelqu’un signe.'],
    ['EUR', 'Above €500.00 somebody signs.', 'Au-delà de 500,00 €, quelqu’un signe.'],
    ['JPY', 'Above JP¥50,000 somebody signs.', 'Au-delà de 50 000 ¥, quelqu’un signe.'],
    ['KWD', 'Above KWD 50.000 somebody signs.', 'Au-delà de 50,000 KWD, quelqu’un signe.'],
  ])('is money in %s, as its reader writes it', (currency, en, fr) => {
    expect(plain(said(currency)?.en)).toBe(en);
    expect(plain(said(currency)?.fr)).toBe(fr);
  });

  it('stays as it was written where no currency is known', () => {
    expect(said(null)).toEqual(text);
    expect(said('???')).toEqual(text);
  });
});
