import { MockActivityEnvironment } from '@temporalio/testing';
import { afterEach, expect, it, vi } from 'vitest';
import type { Work, WorkKind } from '../../domain/orders/due-work.ts';
import type { Progress } from '../../domain/orders/progress.ts';
import { chainSteps } from './chain-steps.ts';
import type { StepInput } from './order-step.ts';

type Done = { readonly did: string; readonly key: string };

const input: StepInput = { orderId: 'ORD-1', key: 'order/ORD-1/screen/run-1/1', now: 0, alone: true };
const after = (version: number, ...due: Work[]): Progress => ({ version, status: 'allocating', until: null, due });
const owed = (kind: WorkKind, subject: string = kind): Work => ({ kind, subject });

afterEach(() => {
  vi.useRealTimers();
});

/** Screening, reserving and authorising as told, each noting its key; what is not told must not be done. */
function run(
  told: { screen: Progress; reserve?: () => Promise<Progress>; authorise?: () => Promise<Progress> },
  given = input,
) {
  const done: Done[] = [];
  const step = (did: string, answer?: () => Promise<Progress>) => (at: StepInput) => {
    done.push({ did, key: at.key });
    if (!answer) throw new Error(`${did} was not asked for`);
    return answer();
  };
  const none = step('something else');
  const steps = chainSteps({
    screenOrder: step('screen', async () => told.screen),
    reserveStock: step('reserve', told.reserve),
    authorisePayment: step('authorise', told.authorise),
    refreshOrder: none,
    passDeadlines: none,
    parkOrder: none,
    applyCommand: () => Promise.reject(new Error('no command was given')),
    capturePayment: none,
    voidPayment: none,
    submitRefund: none,
    buyLabel: none,
    voidLabel: none,
  });
  const progress: Promise<Progress> = new MockActivityEnvironment().run(() => steps.screenOrder(given));
  return { done, progress };
}

it('goes on with the one thing that is due, each under a key of its own, until nothing is', async () => {
  const { done, progress } = run({
    screen: after(1, owed('reserve')),
    reserve: async () => after(2, owed('authorise')),
    authorise: async () => after(3),
  });
  expect(await progress).toEqual(after(3));
  expect(done).toEqual([
    { did: 'screen', key: 'order/ORD-1/screen/run-1/1' },
    { did: 'reserve', key: 'order/ORD-1/reserve/run-1/1.1' },
    { did: 'authorise', key: 'order/ORD-1/authorise/run-1/1.2' },
  ]);
});

it('leaves several things to the process, which does them side by side', async () => {
  const two = after(2, owed('authorise', 'P1'), owed('authorise', 'P2'));
  const { done, progress } = run({ screen: after(1, owed('reserve')), reserve: async () => two });
  expect(await progress).toEqual(two);
  expect(done.map(({ did }) => did)).toEqual(['screen', 'reserve']);
});

it('leaves what is owed still after it was done to the process', async () => {
  const again = after(2, owed('reserve'));
  const { done, progress } = run({ screen: after(1, owed('reserve')), reserve: async () => again });
  expect(await progress).toEqual(again);
  expect(done.map(({ did }) => did)).toEqual(['screen', 'reserve']);
});

it('does not go on beside other work of the order, which may be just what is due', async () => {
  const { done, progress } = run({ screen: after(1, owed('reserve')) }, { ...input, alone: false });
  expect(await progress).toEqual(after(1, owed('reserve')));
  expect(done).toHaveLength(1);
});

it('leaves what failed to the process, with the key under which it was tried', async () => {
  const { progress } = run({
    screen: after(1, owed('reserve')),
    reserve: async () => after(2, owed('authorise')),
    authorise: () => Promise.reject(new Error('no clear answer')),
  });
  const tried = 'order/ORD-1/authorise/run-1/1.2';
  expect(await progress).toEqual(after(2, { ...owed('authorise'), tried }));
});

it('fails as before when the first step itself fails', async () => {
  const step = chainSteps({ screenOrder: () => Promise.reject(new Error('away')) } as never).screenOrder;
  await expect(new MockActivityEnvironment().run(() => step(input))).rejects.toThrow('away');
});

it('gives up a silent vendor before the process gives up the step', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  const { progress } = run({ screen: after(1, owed('authorise')), authorise: () => new Promise(() => {}) });
  await vi.advanceTimersByTimeAsync(7_400);
  expect(await Promise.race([progress, Promise.resolve('still waiting')])).toBe('still waiting');
  await vi.advanceTimersByTimeAsync(100);
  expect((await progress).due).toEqual([{ ...owed('authorise'), tried: 'order/ORD-1/authorise/run-1/1.1' }]);
});

it('begins nothing more when the steps so far were slow', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  const slow = after(2, owed('authorise'));
  const reserve = () => new Promise<Progress>((resolve) => setTimeout(() => resolve(slow), 2_001));
  const { done, progress } = run({ screen: after(1, owed('reserve')), reserve });
  await vi.advanceTimersByTimeAsync(2_001);
  expect(await progress).toEqual(slow);
  expect(done.map(({ did }) => did)).toEqual(['screen', 'reserve']);
});
