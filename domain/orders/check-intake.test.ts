import { expect, it } from 'vitest';
import { type Lifecycle, lifecycles } from '../customers/lifecycle.ts';
import { checkIntake, type IntakeFacts } from './check-intake.ts';

const products: IntakeFacts['products'] = [
  { sku: 'LAMP', sold: true, priceMinor: 1000 },
  { sku: 'OLD', sold: false, priceMinor: 1000 },
  { sku: 'FREE', sold: true, priceMinor: null },
];
const problems = (lifecycle: Lifecycle | null, ...skus: string[]): string[] =>
  checkIntake(
    { customerId: 'CUS-1', currency: 'CAD', lines: skus.map((sku) => ({ sku })) },
    { customer: lifecycle && { lifecycle }, products },
  ).map(({ code, pointer }) => `${code} ${pointer}`);

it.each(lifecycles)('takes what somebody %s orders, unless they have left', (lifecycle) => {
  const left = lifecycle === 'exited' || lifecycle === 'erased';
  expect(problems(lifecycle, 'LAMP')).toEqual(left ? ['customer_gone /customerId'] : []);
});

it('names every problem at once, each by its place', () => {
  expect(problems(null, 'LAMP', 'NONE', 'OLD', 'FREE')).toEqual([
    'unknown_customer /customerId',
    'unknown_sku /lines/1/sku',
    'not_sold /lines/2/sku',
    'no_price /lines/3/sku',
  ]);
});
