/**
 * Merging and unmerging while everything else about the same two customers goes on. What happens at once waits for each
 * other in one order, so that the database never has to end one of them: not a deadlock in many rounds, on real Postgres.
 */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mergeCustomers, unmergeCustomer } from '../../db/customers/merge-customers.ts';
import { lockToMove, moveLifecycle, readCustomerForMessage } from '../../db/customers/move-lifecycle.ts';
import { tellCustomer } from '../../db/messages/tell-customer.ts';
import { loadIntake } from '../../db/orders/load-intake.ts';
import type { Database } from '../../db/pool.ts';
import { openProcess } from '../../db/processes/open-process.ts';
import { raiseTask } from '../../db/tasks/raise-task.ts';
import { inTransaction, type Tx } from '../../db/transaction.ts';
import { openTestDatabase } from '../harness/postgres.ts';
import { billTo } from '../harness/seed.ts';
import { moveLife } from './move-life.ts';

let database: Database;
const rounds = Number(process.env.MERGE_ROUNDS ?? 150);
const actor = 'test';

beforeAll(async () => {
  database = await openTestDatabase({ poolSize: 12 });
});
afterAll(() => database.close());

type Pair = { readonly kept: string; readonly absorbed: string; readonly caseOf: Readonly<Record<string, string>> };
type Step = (tx: Tx, pair: Pair, round: number) => Promise<unknown>;

const now = () => Date.now();
const told = (tx: Tx, customerId: string, step: string) =>
  tellCustomer(tx, {
    ...{ customerId, process: `case/${customerId}`, step, now: now() },
    ...{ template: 'case_received', params: { caseId: 'x' } },
  });
/** Of a kind of its own: two of the same would wait for each other, and never happen at once under the lock of a process. */
const task = (tx: Tx, { caseOf }: Pair, customerId: string, kind: string) =>
  raiseTask(tx, { kind, subject: `${caseOf[customerId]}`, role: 'agent', now: now() });

/** What may happen to either of them at any instant, as the engine does it. */
const steps: Readonly<Record<string, Step>> = {
  merge: (tx, { kept, absorbed }) => mergeCustomers(tx, { keptId: kept, absorbedId: absorbed, reason: 'same', actor }),
  unmerge: (tx, { absorbed }) => unmergeCustomer(tx, { absorbedId: absorbed, actor }),
  otherWayRound: (tx, { kept, absorbed }) =>
    mergeCustomers(tx, { keptId: absorbed, absorbedId: kept, reason: 'same', actor }),
  unmergeTheOther: (tx, { kept }) => unmergeCustomer(tx, { absorbedId: kept, actor }),
  /** A process that tells its customer something and asks a person. */
  tellThenAsk: async (tx, pair, round) => {
    await told(tx, pair.absorbed, `told-${round}`);
    await task(tx, pair, pair.absorbed, `tellThenAsk-${round}`);
  },
  askThenTell: async (tx, pair, round) => {
    await task(tx, pair, pair.absorbed, `askThenTell-${round}`);
    await told(tx, pair.absorbed, `asked-${round}`);
  },
  /** Somebody rates a case, and a supervisor is asked. */
  moveThenAsk: async (tx, pair, round) => {
    const customer = await lockToMove(tx, pair.absorbed);
    const to = customer?.lifecycle === 'active' ? 'at_risk' : 'active';
    if (customer !== null) await moveLifecycle(tx, customer, { to, actor, because: 'test' });
    await task(tx, pair, pair.absorbed, `moveThenAsk-${round}`);
  },
  moveTheOther: async (tx, pair, round) => {
    await moveLife(tx, pair.kept, 'at_risk');
    await task(tx, pair, pair.kept, `moveTheOther-${round}`);
  },
  /** An order of theirs, which is placed and tells them something. */
  orderTells: async (tx, pair, round) => {
    const shipTo = { country: 'CA', region: 'QC' };
    if (round % 2 === 0) await readCustomerForMessage(tx, pair.absorbed);
    else await loadIntake(tx, { customerId: pair.absorbed, currency: 'CAD', skus: [], shipTo });
    await task(tx, pair, pair.absorbed, `orderTells-${round}`);
  },
};

/** `absorbed` comes before or after `kept` in the order of ids. */
it.each([
  ['the absorbed one first', 'CUS-A', 'CUS-B'],
  ['the kept one first', 'CUS-D', 'CUS-C'],
])('makes nobody give way in %s order of ids', async (_name, absorbed, kept) => {
  const pair = await openPair(kept, absorbed);
  const gaveWay: string[] = [];
  const done = new Map<string, number>();
  for (let round = 0; round < rounds; round += 1) {
    await Promise.all(
      rotated(Object.entries(steps), round).map(([name, step]) =>
        inTransaction(database, (tx) => step(tx, pair, round)).then(
          (answer) => {
            if (!isRefusal(answer)) done.set(name, (done.get(name) ?? 0) + 1);
          },
          (error) => gaveWay.push(`${name} in round ${round}: ${causeOf(error)}`),
        ),
      ),
    );
  }
  expect(gaveWay).toEqual([]);
  expect([...done.keys()].sort()).toEqual(Object.keys(steps).sort());
});

async function openPair(kept: string, absorbed: string): Promise<Pair> {
  await database.query.execute(sql`insert into customers (id, name, email, bill_to, locale, lifecycle)
    select id, 'P', lower(id) || '@example.com', ${JSON.stringify(billTo)}::jsonb, 'en', 'active'
    from unnest(${sql.param([kept, absorbed])}::text[]) id`);
  const open = (customerId: string) =>
    inTransaction(database, (tx) => openProcess(tx, { kind: 'case', customerId, status: 'new', now: now(), actor }));
  return { kept, absorbed, caseOf: { [kept]: await open(kept), [absorbed]: await open(absorbed) } };
}

/** Each time another one is asked first. */
const rotated = <T>(all: readonly T[], by: number): T[] =>
  all.map((_, at) => all[(at + by) % all.length]).filter((one) => one !== undefined);

const isRefusal = (answer: unknown): boolean => typeof answer === 'object' && answer !== null && 'code' in answer;

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error ? cause.message : String(error);
}
