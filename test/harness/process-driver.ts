/** Runs orders without Temporal: the workflow's own loop, step by step, on a real database and the vendors' simulators. */

import { ApplicationFailure } from '@temporalio/activity';
import { createReservationBatcher } from '../../activities/inventory/reservation-batcher.ts';
import { authorisePayment } from '../../activities/orders/authorise-payment.ts';
import { buyLabel } from '../../activities/orders/buy-label.ts';
import { capturePayment } from '../../activities/orders/capture-payment.ts';
import { createOrderSteps } from '../../activities/orders/order-steps.ts';
import { RefusedByProvider } from '../../activities/orders/outside-call.ts';
import type { OutsideDeps } from '../../activities/orders/outside-deps.ts';
import { submitRefund } from '../../activities/orders/submit-refund.ts';
import { voidLabel } from '../../activities/orders/void-label.ts';
import { voidPayment } from '../../activities/orders/void-payment.ts';
import { acceptCommand } from '../../db/commands/accept-command.ts';
import { readOutcome } from '../../db/commands/read-command.ts';
import type { Database } from '../../db/pool.ts';
import { inTransaction } from '../../db/transaction.ts';
import type { Role } from '../../domain/access/roles.ts';
import type { CommandOutcome } from '../../domain/commands/outcome.ts';
import { orderStepKey } from '../../domain/ids.ts';
import type { CommandPayloads } from '../../domain/orders/command-payloads.ts';
import type { Work } from '../../domain/orders/due-work.ts';
import type { OrderCommandKind } from '../../domain/orders/order-commands.ts';
import { isClosed } from '../../domain/orders/order-states.ts';
import { newest, type Progress } from '../../domain/orders/progress.ts';

export type ProcessDriver = ReturnType<typeof createProcessDriver>;

/** A worker never gives up on our own database; a test must end. */
const PATIENCE = 5;

const isOfVendor = (error: unknown): boolean =>
  error instanceof RefusedByProvider || error instanceof ApplicationFailure;

/** What is asked of a vendor is looked up first, unless `triedBefore` says otherwise. */
type DriverDeps = Omit<OutsideDeps, 'triedBefore'> & Partial<Pick<OutsideDeps, 'triedBefore'>>;

export function createProcessDriver(deps: DriverDeps, orderId: string, startedAt: number) {
  const { database } = deps;
  const steps = createOrderSteps({ database, reservations: createReservationBatcher({ database }) });
  const outside: OutsideDeps = { triedBefore: () => true, ...deps };
  let progress: Progress = { version: 0, status: 'received', until: null, due: [] };
  let revision = 0;
  let now = startedAt;

  const step = (name: string) => {
    revision += 1;
    return { orderId, key: orderStepKey({ orderId, life: 'driven' }, name, revision), now };
  };

  const doWork = {
    reserve: () => steps.reserveStock(step('reserve')),
    authorise: (subject: string) => authorisePayment(outside, step('authorise'), subject),
    buy_label: (subject: string) => buyLabel(outside, step('buy-label'), subject),
    capture: (subject: string) => capturePayment(outside, step('capture'), subject),
    void_label: (subject: string) => voidLabel(outside, step('void-label'), subject),
    void_payment: (subject: string) => voidPayment(outside, step('void-payment'), subject),
    refund: (subject: string) => submitRefund(outside, step('refund'), subject),
  } satisfies Record<Work['kind'], (subject: string) => Promise<Progress>>;

  async function attempt(work: Work): Promise<Progress> {
    try {
      return await untilAnswered(() => doWork[work.kind](work.subject));
    } catch (error) {
      const detail = error instanceof Error ? error.message : 'failed';
      return steps.parkOrder(step('park'), { ...work, code: 'failed', detail });
    }
  }

  /** What a vendor answered, or did not, is parked at once: a test plans one fault. Our own database is asked again, as by a worker. */
  async function untilAnswered(work: () => Promise<Progress>): Promise<Progress> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        if (tries === PATIENCE || isOfVendor(error)) throw error;
      }
    }
  }

  async function advance(): Promise<boolean> {
    if (progress.due.length > 0) {
      const results = await Promise.all(progress.due.map(attempt));
      progress = results.reduce(newest, progress);
    } else if (progress.status === 'received') progress = newest(progress, await steps.screenOrder(step('screen')));
    else return false;
    return true;
  }

  async function deliver(id: string): Promise<CommandOutcome> {
    const applied = await steps.applyCommand({ orderId, key: `command/${id}`, now }, id);
    progress = newest(progress, applied.progress);
    const outcome = await readOutcome(database, id);
    if (outcome === null) throw new Error(`command ${id} has no outcome`);
    return outcome;
  }

  return {
    progress: () => progress,
    now: () => now,
    /** It is `instant` now, and nothing rang on the way. */
    passTo: (instant: number) => {
      now = Math.max(now, instant);
    },
    closed: () => isClosed(progress.status),
    /** One round of the workflow's loop: everything that is due now, or nothing. */
    advance,
    /** Does what is due until the order waits. Fails when it never does. */
    async settle(): Promise<Progress> {
      for (let round = 0; round < 50 && !isClosed(progress.status); round += 1) {
        if (!(await advance())) return progress;
      }
      if (isClosed(progress.status)) return progress;
      throw new Error(`order ${orderId} never waits: ${JSON.stringify(progress)}`);
    },
    /** Time passes until the order's deadline, which then does what it does. */
    async ring(): Promise<void> {
      if (isClosed(progress.status) || progress.until === null) return;
      now = Math.max(now, progress.until);
      progress = newest(progress, await steps.passDeadlines(step('deadline')));
    },
    async refresh(): Promise<void> {
      if (!isClosed(progress.status)) progress = newest(progress, await steps.refreshOrder(step('refresh')));
    },
    async command<K extends OrderCommandKind>(
      kind: K,
      payload: CommandPayloads[K],
      role: Role = 'admin',
    ): Promise<CommandOutcome> {
      return deliver(await accept(database, { orderId, kind, payload, role }));
    },
    /** Accepted once, delivered `times` times at once: the outcome that each delivery reads. */
    async redelivered<K extends OrderCommandKind>(
      kind: K,
      payload: CommandPayloads[K],
      times = 2,
    ): Promise<CommandOutcome[]> {
      const id = await accept(database, { orderId, kind, payload, role: 'admin' });
      return Promise.all(Array.from({ length: times }, () => deliver(id)));
    },
  };
}

async function accept(
  database: Database,
  { orderId, kind, payload, role }: { orderId: string; kind: string; payload: unknown; role: Role },
): Promise<string> {
  const key = crypto.randomUUID();
  const accepted = await inTransaction(database, (tx) =>
    acceptCommand(tx, {
      caller: 'driver',
      idempotencyKey: key,
      digest: key,
      kind,
      subject: orderId,
      actor: `${role}@driver`,
      role,
      payload,
    }),
  );
  if (accepted.kind !== 'new') throw new Error('a fresh key was known');
  return accepted.id;
}
