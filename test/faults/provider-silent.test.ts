import { afterAll, beforeAll, expect, it } from 'vitest';
import { createScenario, type Scenario } from '../harness/scenario.ts';
import { startWorld, type World } from '../harness/world.ts';
import { createStories, endings, type Stories, type Story } from './stories.ts';

type Call = { readonly what: string; readonly story: Story } & (
  | { readonly vendor: 'stripe'; readonly op: 'authorise' | 'capture' | 'void' | 'refund' }
  | { readonly vendor: 'carrier'; readonly op: 'buy' | 'void' }
);
const calls: readonly Call[] = [
  { what: 'an authorisation', story: 'placed', vendor: 'stripe', op: 'authorise' },
  { what: 'the purchase of a label', story: 'placed', vendor: 'carrier', op: 'buy' },
  { what: 'a capture', story: 'handed over', vendor: 'stripe', op: 'capture' },
  { what: 'the void of a label', story: 'cancelled', vendor: 'carrier', op: 'void' },
  { what: 'the void of an authorisation', story: 'cancelled', vendor: 'stripe', op: 'void' },
  { what: 'a refund', story: 'returned', vendor: 'stripe', op: 'refund' },
];
const modes = { timeout_after: 'did', timeout_before: 'lost' } as const;
const cases = calls.flatMap((call) =>
  (['timeout_after', 'timeout_before'] as const).map((mode) => ({ ...call, mode, sku: `${call.what} ${modes[mode]}` })),
);
type Case = (typeof cases)[number];
const titled = cases.map((one) => [modes[one.mode], one.what, one] as const);

let world: World;
let scenario: Scenario;
let stories: Stories;
const ids = new Map<Case, string>();
const idOf = (one: Case): string => ids.get(one) ?? '';

beforeAll(async () => {
  world = await startWorld();
  scenario = createScenario(world);
  stories = createStories(scenario, world.place);
  for (const { sku } of cases) await stories.stock(sku);
});
afterAll(() => world.close());

async function place(one: Case): Promise<void> {
  ids.set(one, await stories.place(one.sku));
}

function fault({ mode, ...call }: Case, match: string): Promise<unknown> {
  if (call.vendor === 'stripe') return world.stripe.fault({ op: call.op, mode, match });
  return world.carrier.fault({ op: call.op, mode, match });
}

// Webhooks of the payment provider are held back: only a look-up can tell what became of a call.
it('takes every order past the call that got no answer', async () => {
  const later = cases.filter(({ story }) => story !== 'placed');
  await Promise.all(later.map(place));
  await Promise.all(later.map((one) => stories.prepare(one.story, idOf(one))));
  await world.stripe.webhooks({ hold: true });
  await world.stopWorker();
  await Promise.all(cases.filter(({ story }) => story === 'placed').map(place));
  await Promise.all(cases.map((one) => fault(one, idOf(one))));
  await world.startWorker();
  const answers = await Promise.all(later.map((one) => stories.command(one.story, idOf(one))));
  expect(answers.map((answer) => answer?.status)).toEqual(later.map(() => 200));
  const met = async () => (await world.stripe.metFaults()).length + (await world.carrier.metFaults()).length;
  await expect.poll(met).toBe(cases.length);
});

it.each(titled)('a provider that %s %s and never answered has it once in its book', async (_did, _what, one) => {
  await expect.poll(() => stories.books(idOf(one), one.sku)).toEqual(endings[one.story]);
  expect(await scenario.tasks(idOf(one))).toEqual([]);
});

it('our books agree with the providers’, before and after their webhooks arrive', async () => {
  await expect.poll(() => world.audit()).toEqual([]);
  await world.stripe.webhooks({ hold: false });
  await expect.poll(() => world.audit()).toEqual([]);
});
