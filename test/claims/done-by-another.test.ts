/** A worker that was frozen in a claim's work ends it when another one has done it: it pays nothing twice, and says nothing twice. */
import { MockActivityEnvironment } from '@temporalio/testing';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ActivityDeps } from '../../activities/activity-deps.ts';
import { processDefinitions } from '../../activities/processes/process-definitions.ts';
import { createProcessSteps } from '../../activities/processes/process-steps.ts';
import type { ProcessProgress, ProcessWork } from '../../domain/processes/process.ts';
import { hearLate } from '../harness/hear-late.ts';
import { addProduct, putStock } from '../harness/seed.ts';
import { startWorld, type World } from '../harness/world.ts';
import { type ClaimDesk, claimDesk } from './claim-desk.ts';

let world: World;
let desk: ClaimDesk;

beforeAll(async () => {
  world = await startWorld({ time: 'local', policy: 'standard' });
  // Dear enough that a person decides.
  await addProduct(world.database, 'SOFA', 200_000);
  await putStock(world.database, 'SOFA', 'MTL', 50);
  desk = claimDesk(world);
});
afterAll(() => world.close());

type Steps = ReturnType<typeof createProcessSteps>;

/** The steps of one worker, which is nobody's of Temporal. */
function stepsOf(vendors: Partial<ActivityDeps> = {}): Steps {
  const own = {
    database: world.database,
    ...world.providers,
    nudge: async () => undefined,
    now: async () => Date.now(),
  };
  return createProcessSteps({ ...own, ...vendors }, processDefinitions);
}

const run = (step: () => Promise<ProcessProgress>) =>
  new MockActivityEnvironment().run<[], ProcessProgress, typeof step>(step);

/** A claim on a delivered order that was granted so, with no worker to see to it: its id, and what is due. */
async function granted(outcome: string): Promise<{ id: string; work: ProcessWork }> {
  await world.startWorker();
  const id = await desk.open(await desk.delivered('SOFA'), { kind: 'return' });
  await desk.becomes(id, 'in_review');
  await world.stopWorker();
  await desk.done(desk.decide(id, 1, outcome, 'supervisor'));
  const { due } = await run(() => stepsOf().advanceProcess(inputOf(id, 'advance')));
  const [work] = due;
  if (!work) throw new Error('nothing is due');
  return { id, work };
}

const inputOf = (id: string, key: string) => ({
  kind: 'claim' as const,
  id,
  key: `claim/${id}/${key}`,
  now: Date.now(),
});

/** But for what the carrier says of a new label by itself, whenever that comes. */
async function eventsOf(id: string): Promise<string[]> {
  const rows = await desk.rows<{ type: string }>(
    sql`select type from events where aggregate_id = ${id} and type <> 'return.tracked' order by seq`,
  );
  return rows.map(({ type }) => type);
}

/** The carrier's book has a line for each label that was paid for. */
async function boughtFor(id: string): Promise<number> {
  const { shipments }: { shipments: { reference: string }[] } = await world.carrier.book();
  return shipments.filter(({ reference }) => reference.startsWith(id)).length;
}

it.each([
  ['the rates of a return', 'return_then_refund', 'rates'],
  ['the label of a return', 'return_then_refund', 'buyLabel'],
  ['a refund', 'refund_only', 'refund'],
] as const)('%s, heard late', async (_, outcome, call) => {
  const { id, work } = await granted(outcome);
  let before: string[] = [];
  const meanwhile = async () => {
    const own = stepsOf();
    for (let due = [work], round = 0; due.length > 0; round += 1) {
      const [next] = due;
      if (!next || round > 5) break;
      due = [...(await run(() => own.doProcessWork(inputOf(id, `own/${round}`), next))).due];
    }
    before = await eventsOf(id);
  };
  const { payments, carrier } = world.providers;
  const late = stepsOf({ payments: hearLate(payments, call, meanwhile), carrier: hearLate(carrier, call, meanwhile) });
  await run(() => late.doProcessWork(inputOf(id, 'late'), work));
  expect(before.length).toBeGreaterThan(0);
  expect(await eventsOf(id)).toEqual(before);
  expect(await boughtFor(id)).toBe(call === 'refund' ? 0 : 1);

  const failed = { ...work, code: 'failed', detail: 'no answer' };
  await run(() => stepsOf().parkProcessWork(inputOf(id, 'late-park'), failed));
  expect(await eventsOf(id)).toEqual(before);
  expect(await world.audit()).toEqual([]);
});
