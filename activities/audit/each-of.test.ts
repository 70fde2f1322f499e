import { expect, it } from 'vitest';
import { eachOf } from './each-of.ts';

async function* items() {
  yield* [1, 2, 3, 4];
}

it('begins nothing after a failure, and rejects once what was under way has ended', async () => {
  const underWay = new Map<number, { readonly end: () => void; readonly fail: () => void }>();
  let rejected = false;
  const all = eachOf(items(), 2, (item) => {
    return new Promise<readonly number[]>((resolve, reject) => {
      underWay.set(item, { end: () => resolve([]), fail: () => reject(new Error('of the first')) });
    });
  });
  const seen = expect(all).rejects.toThrow('of the first');
  all.catch(() => {
    rejected = true;
  });
  await new Promise(setImmediate);
  underWay.get(1)?.fail();
  await new Promise(setImmediate);
  expect({ begun: [...underWay.keys()], rejected }).toEqual({ begun: [1, 2], rejected: false });
  underWay.get(2)?.end();
  await seen;
  expect([...underWay.keys()]).toEqual([1, 2]);
});
