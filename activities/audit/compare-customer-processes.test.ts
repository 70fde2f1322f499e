import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { askToLook } from '../../db/processes/ask-to-look.ts';
import { createCustomerWorkflows } from '../../process/order-workflows.ts';
import { leavingCustomers } from '../../test/exit/leaving-customers.ts';
import { startWorld, type World } from '../../test/harness/world.ts';
import { compareCustomerProcesses } from './compare-customer-processes.ts';

let world: World;
let exit: string;

beforeAll(async () => {
  world = await startWorld();
  const they = leavingCustomers(world);
  exit = await they.leave(await they.customer());
});
afterAll(() => world.close());

const found = (startedWithinMs = 0) =>
  compareCustomerProcesses(
    { database: world.database, workflows: createCustomerWorkflows(world.env.client) },
    { startedWithinMs },
  );

/** Past triggers and constraints. */
async function execute(statement: string): Promise<void> {
  const client = postgres(world.databaseUrl, { max: 1, onnotice: () => {} });
  await client.unsafe(`set session_replication_role = replica; ${statement}`).finally(() => client.end());
}

it('finds nothing where every process has its workflow', async () => {
  await expect.poll(() => found()).toEqual([]);
});

it('finds a process that is not over and has no workflow, until it is woken', async () => {
  await expect
    .poll(async () => (await world.database.query.execute(sql`select nudge_at from processes`))[0])
    .toEqual({ nudge_at: null });
  await world.env.client.workflow.getHandle(`exit/${exit}`).terminate('planted');
  await expect
    .poll(() => found())
    .toMatchObject([
      {
        ...{ invariant: 'I7', subject: exit },
        detail: `The exit is requested and no workflow exit/${exit} runs.`,
        next: expect.stringContaining(`parcours wake ${exit}`),
      },
    ]);
  // One that was opened a moment ago may be on its way.
  expect(await found(3_600_000)).toEqual([]);
  await askToLook(world.database, [exit]);
  expect(await found()).toEqual([]);
  await expect
    .poll(async () => (await world.env.client.workflow.getHandle(`exit/${exit}`).describe()).status.name)
    .toBe('RUNNING');
  await expect.poll(() => found()).toEqual([]);
});

it('finds a workflow whose process is over, or is not there', async () => {
  const runs = [{ invariant: 'I7', subject: exit, detail: expect.stringContaining('is over or does not exist') }];
  await execute(`update processes set closed_at = now() - interval '1 minute', wake_at = null where id = '${exit}'`);
  await expect.poll(() => found()).toMatchObject(runs);
  expect(await found(3_600_000)).toEqual([]);
  await execute(`delete from processes where id = '${exit}'`);
  expect(await found()).toMatchObject(runs);
});
