import type { ConnectionOptions } from './connection.ts';
import { NoConnectionFree } from './database-errors.ts';
import { createLease, type Lease } from './lease.ts';

export interface LeasePoolOptions extends ConnectionOptions {
  readonly size: number;
  /** How long a transaction waits for a free connection before it fails with NoConnectionFree. */
  readonly leaseWaitMs: number;
}

export interface LeasePool {
  readonly acquire: () => Promise<Lease>;
  /** Takes a lease back: a dead or old one is thrown away, and its place goes to whoever waits. */
  readonly release: (lease: Lease) => void;
  readonly counts: () => { readonly inUse: number; readonly idle: number; readonly waiting: number };
  /** Refuses new transactions, closes idle leases at once and the others as they come back. */
  readonly close: () => Promise<void>;
}

interface Waiter {
  readonly give: (lease: Lease) => void;
  readonly refuse: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

// Statements whose text varies (lists of varying length) stay prepared until their connection goes.
const OLDEST_LEASE_MS = 30 * 60_000;

/** A first-in, first-out pool of at most `size` leases, opened as they are needed. */
export function createLeasePool(options: LeasePoolOptions): LeasePool {
  const idle: Lease[] = [];
  const inUse = new Set<Lease>();
  const waiters = new Set<Waiter>();
  let drained: (() => void) | undefined;
  let closing = false;

  const counts = () => ({ inUse: inUse.size, idle: idle.length, waiting: waiters.size });

  function lend(lease: Lease): Lease {
    inUse.add(lease);
    return lease;
  }

  function takeIdle(): Lease | undefined {
    for (let lease = idle.pop(); lease; lease = idle.pop()) {
      if (isUsable(lease)) return lease;
      lease.discard('too old, or closed while idle');
    }
    return undefined;
  }

  function wait(): Promise<Lease> {
    return new Promise((give, refuse) => {
      const timer = setTimeout(() => {
        waiters.delete(waiter);
        const { inUse: busy, waiting } = counts();
        refuse(
          new NoConnectionFree(
            `no free connection for a transaction within ${options.leaseWaitMs} ms: all ${busy} of ${options.size} are in use, ${waiting} more wait. Raise poolSize or run fewer activities at once.`,
          ),
        );
      }, options.leaseWaitMs);
      const waiter: Waiter = { give, refuse, timer };
      waiters.add(waiter);
    });
  }

  async function acquire(): Promise<Lease> {
    if (closing) throw new NoConnectionFree('the database is closing: no new transaction starts');
    const free = takeIdle();
    if (free) return lend(free);
    if (inUse.size < options.size) return lend(createLease(options));
    return wait();
  }

  function release(lease: Lease): void {
    inUse.delete(lease);
    const usable = isUsable(lease) && !closing;
    if (!usable) lease.discard('closed after its transaction');
    const [waiter] = waiters;
    if (waiter) {
      waiters.delete(waiter);
      clearTimeout(waiter.timer);
      waiter.give(lend(usable ? lease : createLease(options)));
    } else if (usable) idle.push(lease);
    if (inUse.size === 0) drained?.();
  }

  async function close(): Promise<void> {
    closing = true;
    for (const waiter of waiters) {
      clearTimeout(waiter.timer);
      waiter.refuse(new NoConnectionFree('the database is closing: no new transaction starts'));
    }
    waiters.clear();
    if (inUse.size > 0) await new Promise<void>((resolve) => (drained = resolve));
    await Promise.all(idle.splice(0).map((lease) => lease.client.end({ timeout: 1 })));
  }

  return { acquire, release, counts, close };
}

function isUsable(lease: Lease): boolean {
  return lease.deadBecause() === undefined && Date.now() - lease.openedAtMs < OLDEST_LEASE_MS;
}
