import { expect, it } from 'vitest';
import { tooLarge } from './order-size.ts';

const line = (quantity: number, unitPriceMinor = 1, parts: { quantity: number }[] = [{ quantity: 1 }]) => ({
  quantity,
  unitPriceMinor,
  parts,
});

it('takes a million units and not one more, kits counted by their parts', () => {
  expect(tooLarge([line(999_999), line(1)])).toBeNull();
  expect(tooLarge([line(999_999), line(2)])).toMatchObject({ code: 'too_many_units' });
  expect(tooLarge([line(500, 1, [{ quantity: 1000 }, { quantity: 1000 }])])).toBeNull();
  expect(tooLarge([line(501, 1, [{ quantity: 1000 }, { quantity: 1000 }])])).toMatchObject({ code: 'too_many_units' });
});

it('takes what sums exactly, and no more', () => {
  expect(tooLarge([line(100, 1_000_000_000)])).toBeNull();
  expect(tooLarge([line(100, 1_000_000_000), line(1)])).toMatchObject({ code: 'too_expensive' });
});
