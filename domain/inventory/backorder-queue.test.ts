import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillQueue, patience, type QueueEntry } from './backorder-queue.ts';

const entry = (orderId: string, units: number, more: Partial<QueueEntry> = {}): QueueEntry => ({
  orderId,
  lineNo: 1,
  units,
  parts: [{ sku: 'A', quantity: 1 }],
  priority: 100,
  promiseOn: null,
  createdAt: 0,
  passedOver: 0,
  ...more,
});
const stock = (units: number) => new Map([['A', units]]);
const served = (units: number, queue: QueueEntry[]) =>
  fillQueue(stock(units), queue).grants.map((g) => [g.orderId, g.units]);

describe('the backorder queue', () => {
  it('serves by priority, then promise date, then age', () => {
    const queue = [
      entry('old', 1, { createdAt: 1 }),
      entry('promised', 1, { promiseOn: 5, createdAt: 9 }),
      entry('first', 1, { priority: 1, createdAt: 20 }),
    ];
    expect(served(3, queue).map(([id]) => id)).toEqual(['first', 'promised', 'old']);
  });

  it('serves small orders behind a large one that does not fit, and gives the large one the rest', () => {
    expect(served(5, [entry('big', 10), entry('small', 2, { createdAt: 1 })])).toEqual([
      ['small', 2],
      ['big', 3],
    ]);
  });

  it('lets an order that was passed over often enough take its turn in part', () => {
    const big = entry('big', 10, { passedOver: patience });
    expect(served(5, [big, entry('small', 2, { createdAt: 1 })])).toEqual([['big', 5]]);
  });

  it('fills one order in two parts when nobody else waits', () => {
    expect(served(3, [entry('only', 5)])).toEqual([['only', 3]]);
  });

  it('counts as passed over only who saw somebody behind be served', () => {
    const queue = [entry('big', 10), entry('small', 1, { createdAt: 1 }), entry('last', 10, { createdAt: 2 })];
    expect(fillQueue(stock(4), queue).passedOver).toEqual([{ orderId: 'big', lineNo: 1 }]);
  });

  it('does not count somebody who was served of another SKU', () => {
    const other = entry('other', 1, { parts: [{ sku: 'B', quantity: 1 }], createdAt: 1 });
    const shelf = new Map([
      ['A', 2],
      ['B', 1],
    ]);
    expect(fillQueue(shelf, [entry('big', 10), other]).passedOver).toEqual([]);
  });

  it('counts who was overtaken for one of the parts that it waits for, and nobody where nobody was served', () => {
    const parts = (...skus: string[]) => skus.map((sku) => ({ sku, quantity: 1 }));
    const kits = entry('kits', 10, { parts: parts('A', 'C') });
    const shelf = new Map([
      ['A', 5],
      ['C', 5],
    ]);
    const passed = (behind: QueueEntry) => fillQueue(shelf, [kits, behind]).passedOver.map(({ orderId }) => orderId);
    expect(passed(entry('small', 1, { createdAt: 1 }))).toEqual(['kits']);
    expect(passed(entry('not whole', 1, { createdAt: 1, parts: parts('A', 'B'), passedOver: patience }))).toEqual([]);
  });

  it('serves the lines of one order in their order', () => {
    const lines = [entry('one', 1, { lineNo: 2 }), entry('one', 1)];
    expect(fillQueue(stock(1), lines).grants).toEqual([{ orderId: 'one', lineNo: 1, units: 1 }]);
  });

  it('serves a large order in the end, however many small ones keep coming', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), fc.integer({ min: 1, max: 5 }), (bigUnits, perReceipt) => {
        let big = entry('big', bigUnits);
        for (let receipt = 1; big.units > 0; receipt += 1) {
          expect(receipt).toBeLessThanOrEqual(patience + bigUnits);
          const small = Array.from({ length: perReceipt }, (_, i) =>
            entry(`s${receipt}-${i}`, 1, { createdAt: receipt }),
          );
          const { grants, passedOver } = fillQueue(stock(perReceipt), [big, ...small]);
          const got = grants.find((g) => g.orderId === 'big')?.units ?? 0;
          big = { ...big, units: big.units - got, passedOver: big.passedOver + passedOver.length };
        }
      }),
    );
  });

  it('serves a kit only in whole units', () => {
    const kit = entry('kit', 2, {
      parts: [
        { sku: 'A', quantity: 2 },
        { sku: 'B', quantity: 1 },
      ],
    });
    expect(
      fillQueue(
        new Map([
          ['A', 5],
          ['B', 1],
        ]),
        [kit],
      ).grants,
    ).toEqual([{ orderId: 'kit', lineNo: 1, units: 1 }]);
  });

  it('never gives more than there is and leaves nothing idle that somebody waits for', () => {
    const queue = fc.array(
      fc.record({ units: fc.integer({ min: 1, max: 9 }), passedOver: fc.nat(4), createdAt: fc.nat(50) }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(fc.nat(30), queue, (units, list) => {
        const waiting = list.map((e, i) => entry(`o${i}`, e.units, e));
        const given = fillQueue(stock(units), waiting).grants.reduce((sum, g) => sum + g.units, 0);
        expect(given).toBe(
          Math.min(
            units,
            waiting.reduce((sum, e) => sum + e.units, 0),
          ),
        );
      }),
    );
  });
});
