/** Carriers use a tracking code again after some months: what they say of it is about the parcel that is under way. */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { shipments } from '../../db/schema/shipping.ts';
import { claimDesk } from '../../test/claims/claim-desk.ts';
import { createScenario, type Scenario } from '../../test/harness/scenario.ts';
import { putStock } from '../../test/harness/seed.ts';
import { startWorld, type World } from '../../test/harness/world.ts';

let world: World;
let scenario: Scenario;

beforeAll(async () => {
  world = await startWorld({ time: 'local', policy: 'standard' });
  scenario = createScenario(world);
  await putStock(world.database, 'LAMP', 'MTL', 10);
});
afterAll(() => world?.close());

/** The parcel has the code that another one got from the carrier now. */
const hadCode = (shipment: string, code: string) =>
  world.database.query.update(shipments).set({ trackingCode: code }).where(eq(shipments.id, shipment));

async function delivered(): Promise<string> {
  const order = await world.place();
  await scenario.send(`${order}-S1`);
  await scenario.scanned(`${order}-S1`, 'delivered');
  await world.reaches(order, 'delivered');
  return order;
}

it('a code that a delivered parcel had is the next one’s', async () => {
  const old = await delivered();
  const order = await world.place();
  await scenario.packed(`${order}-S1`);
  const code = await world.trackingCode(`${order}-S1`);
  await hadCode(`${old}-S1`, code);
  const before = await scenario.rows.version(old);
  await scenario.send(`${order}-S1`);
  await scenario.scanned(`${order}-S1`, 'delivered');
  await world.reaches(order, 'delivered');
  expect(await scenario.rows.version(old)).toBe(before);
});

it('a code that a delivered parcel had is the return’s that is under way', async () => {
  const old = await delivered();
  const desk = claimDesk(world);
  const claim = await desk.open(await delivered(), { kind: 'return' });
  await expect.poll(async () => (await desk.stateOf(claim)).return?.label).toBe('bought');
  const { trackingCode } = (await desk.stateOf(claim)).return;
  await hadCode(`${old}-S1`, trackingCode);
  await world.carrier.scan(trackingCode, 'in_transit');
  await expect.poll(async () => (await desk.stateOf(claim)).return.status).toBe('in_transit');
});
