import { expect, it } from 'vitest';
import { describeOrder, orderShape } from './describe-order.ts';

it('says of what an order waits for since when, until when and who may move it', () => {
  const waiting = {
    message: { en: 'The warehouse has to hand it over.' },
    since: '2036-02-03T10:00:00.000Z',
    until: '2036-02-05T10:00:00.000Z',
    who: ['warehouse'],
  };
  expect(describeOrder(orderShape.parse({ id: 'ORD-1', status: 'confirmed', waiting })).split('\n')).toEqual([
    'order    ORD-1',
    'status   confirmed',
    'waiting  The warehouse has to hand it over.',
    'since    2036-02-03T10:00:00.000Z',
    'until    2036-02-05T10:00:00.000Z',
    'who      warehouse',
  ]);
});
