/** Onboardings without Temporal: a desk, the looks that their workflows would take, and a clock that the test sets. */
import { sql } from 'drizzle-orm';
import { vi } from 'vitest';
import { startApi } from '../harness/api.ts';
import { createTestApi } from '../harness/api-client.ts';
import { advanceOnboarding } from '../harness/live-onboarding.ts';
import { seed } from '../harness/seed.ts';
import { type Answered, createDesk, meetProspect, openWelcomeDesk } from './welcome-desk.ts';

/** Nine o'clock in Montréal. */
export const monday = Date.parse('2026-06-01T13:00:00Z');
export const dayMs = 86_400_000;
/** A day after the end, in the demo's profile. */
export const demoDayMs = 200;

export type OnboardingDays = Awaited<ReturnType<typeof openOnboardingDays>>;

export const codeOf = async (asked: Promise<Answered>): Promise<string> => (await asked).body.code;

/** A database and an API of its own, whose clock stands at `clock.now`. */
export async function openOnboardingDays() {
  const server = await startApi();
  const { database } = server.deps;
  await seed(database);
  const api = await createTestApi(server.url, database);
  await openWelcomeDesk({ api });
  const desk = createDesk({ api, database });
  const clock = { now: monday };
  vi.spyOn(Date, 'now').mockImplementation(() => clock.now);

  const advance = (id: string) => advanceOnboarding(database, id, clock.now);

  /** Lets time pass as its workflow does: it wakes up whenever something is due, until then. */
  async function until(id: string, instant: number): Promise<void> {
    for (;;) {
      const progress = await advance(id);
      if (progress.closed || progress.until === null || progress.until > instant) break;
      clock.now = progress.until;
    }
    clock.now = instant;
  }

  /** An order of theirs that was brought to the door: its row alone, as its process leaves it. */
  async function deliverRow(customerId: string, at: number): Promise<string> {
    const orderId = `ORD-${Math.floor(at % 1_000_000_000)}-${Math.random().toString(36).slice(2, 8)}`;
    const instant = new Date(at).toISOString();
    await database.query.execute(sql`
      insert into orders (id, customer_id, status, currency, net_minor, tax_minor, total_minor, ship_to, payment_method,
        policy, placed_by, placed_at, channel, version, shortage_policy)
      values (${orderId}, ${customerId}, 'received', 'CAD', 0, 0, 0, '{}', 'account', '{}', 'test', ${instant}, 'web', 0, 'ask')`);
    await database.query.execute(sql`update orders set delivered_at = ${instant} where id = ${orderId}`);
    return orderId;
  }

  async function begin(more: object = {}, customer: Parameters<typeof meetProspect>[1] = {}) {
    const customerId = await meetProspect({ database }, customer);
    const id = await desk.open({ customerId, ...more });
    await advance(id);
    return { id, customerId };
  }

  const openTasks = (id: string) =>
    database.query.execute<{ kind: string; role: string; person: string | null }>(
      sql`select kind, role, person from tasks where process_id = ${id} and state = 'open' order by raised_at, kind`,
    );

  return {
    ...{ api, database, desk, clock, advance, until, deliverRow, begin, openTasks },
    beginAnew: () => {
      clock.now = monday;
    },
    close: async () => {
      vi.restoreAllMocks();
      await server.close();
    },
  };
}
