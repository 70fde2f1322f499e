import { beforeAll, expect, it } from 'vitest';
import { registerSearchAttributes, SEARCH_ATTRIBUTES } from '../../process/search-attributes.ts';
import { createLocalEnv, createTimeSkippingEnv } from './temporal.ts';

let local: Awaited<ReturnType<typeof createLocalEnv>>;
let skipping: Awaited<ReturnType<typeof createTimeSkippingEnv>>;

beforeAll(async () => {
  [local, skipping] = await Promise.all([createLocalEnv(), createTimeSkippingEnv()]);
  return () => Promise.all([local.teardown(), skipping.teardown()]);
});

it('registers the search attributes, and registering again changes nothing', async () => {
  await registerSearchAttributes(local.connection, 'default');
  const { customAttributes } = await local.connection.operatorService.listSearchAttributes({ namespace: 'default' });
  expect(Object.keys(customAttributes ?? {})).toEqual(expect.arrayContaining(Object.keys(SEARCH_ATTRIBUTES)));
});

it('skips over a day in the time-skipping environment', async () => {
  const before = await skipping.currentTimeMs();
  await skipping.sleep('1 day');
  expect((await skipping.currentTimeMs()) - before).toBeGreaterThanOrEqual(24 * 3600 * 1000);
});
