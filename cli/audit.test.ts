import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../db/pool.ts';
import { freePort } from '../process/free-port.ts';
import { placeOrderRow } from '../test/harness/place-order-row.ts';
import { createTestDatabase, type TestDatabase } from '../test/harness/postgres.ts';
import { runCli } from '../test/harness/run-cli.ts';
import { seed } from '../test/harness/seed.ts';

let database: TestDatabase;
let env: Record<string, string>;
let orderId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const opened = openDatabase({ url: database.url, poolSize: 1 });
  await seed(opened);
  orderId = await placeOrderRow(opened);
  await opened.close();
  const nobody = `127.0.0.1:${await freePort()}`;
  env = {
    ...{ DATABASE_URL: database.url, TEMPORAL_ADDRESS: nobody, SMTP_URL: `smtp://${nobody}` },
    ...{ STRIPE_URL: `http://${nobody}`, STRIPE_API_KEY: 'sk', STRIPE_WEBHOOK_SECRET: 'whsec' },
    ...{ EASYPOST_URL: `http://${nobody}`, EASYPOST_API_KEY: 'EZ', EASYPOST_WEBHOOK_SECRET: 'secret' },
  };
});
afterAll(() => database.drop());

/** Past constraints: a payment the provider is asked about. */
async function execute(statement: string): Promise<void> {
  const client = postgres(database.url, { max: 1, onnotice: () => {} });
  await client.unsafe(`set session_replication_role = replica; ${statement}`).finally(() => client.end());
}

const audit = (...args: readonly string[]) => runCli(['audit', ...args], env);

it('holds where everything that was asked for holds, and exits with 0', async () => {
  const { code, stdout } = await audit('--no-books', '--no-processes');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^holds +I1 /m);
  expect(stdout).toMatch(/^not asked +I4 /m);
  expect(stdout).toMatch(/^not asked +I7 /m);
});

it('says that it is not known what nobody answered, apart from what is broken, and exits with 3', async () => {
  const payment = (
    no: number,
  ) => `insert into payments (id, order_id, no, shipment_no, method, currency, amount_minor, state)
    values ('${orderId}-P${no}', '${orderId}', ${no}, ${no}, 'card', 'CAD', 100, 'created')`;
  await execute(`${payment(1)}; ${payment(2)}`);
  const { code, stdout } = await audit();
  expect(stdout).not.toContain('broken');
  expect(code).toBe(3);
  expect(stdout).toMatch(/^not known +I4 .*\n +\S+-P1 and 1 more: The payment provider could not be asked/m);
  expect(stdout).toMatch(/^not known +I7 .*\n +Temporal: Temporal does not answer at 127/m);

  const { ok, findings } = JSON.parse((await audit('--json')).stdout);
  expect(ok).toBe(false);
  expect(findings.map(({ invariant, unknown }: Record<string, unknown>) => ({ invariant, unknown }))).toEqual(
    ['I4', 'I4', 'I7'].map((invariant) => ({ invariant, unknown: true })),
  );
});

it('exits with 1 where something is broken, whatever else is not known', async () => {
  await execute(`update orders set version = version + 1 where id = '${orderId}'`);
  const { code, stdout } = await audit();
  expect(code).toBe(1);
  expect(stdout).toMatch(new RegExp(`^broken +I9 .*\\n +${orderId}`, 'm'));
  expect(stdout).toMatch(/^not known +I4 /m);
});

it('says that nobody knows anything where the database does not answer, as text and as JSON, and exits with 3', async () => {
  const away = { ...env, DATABASE_URL: `postgres://nobody@127.0.0.1:${await freePort()}/parcours` };
  const { code, stderr } = await runCli(['audit'], away);
  expect(code).toBe(3);
  expect(stderr).toMatch(/^parcours: .*no database answers there; .*DATABASE_URL/m);
  const asJson = await runCli(['audit', '--json'], away);
  expect(asJson.code).toBe(3);
  expect(JSON.parse(asJson.stdout)).toEqual({ ok: false, error: expect.stringContaining('no database answers') });
});

it('asks whoever has set nothing for the database alone, and says how to get one', async () => {
  const { code, stderr } = await runCli(['audit']);
  expect(code).toBe(1);
  expect(stderr).toMatch(/DATABASE_URL.*parcours up/);
  expect(stderr).not.toContain('STRIPE');
});

// Also while `parcours up` runs here: its simulators know nothing of another database.
it('names the settings of the providers that are missing, and the way without them', async () => {
  const { code, stderr } = await runCli(['audit'], { DATABASE_URL: database.url });
  expect(code).toBe(1);
  expect(stderr).toMatch(/STRIPE_API_KEY[\s\S]*--no-books/);
});

it('wakes whom it is asked to, and says what is not there to be woken', async () => {
  const wake = (...args: readonly string[]) => runCli(['wake', ...args], env);
  expect(await wake(orderId)).toMatchObject({ code: 0, stdout: expect.stringContaining('1 will look') });
  expect(JSON.parse((await wake('--all', '--json')).stdout)).toEqual({ ok: true, asked: [orderId] });
  const { code, stderr } = await wake(orderId, 'ORD-NOBODY');
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: expect.stringContaining(`nothing open has the id ORD-NOBODY; ${orderId} will look`),
  });
});
