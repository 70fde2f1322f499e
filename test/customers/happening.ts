/** How something is drawn that may happen to a customer, an order or a process. */
import type { ProcessKind } from '../../domain/processes/process-kinds.ts';
import type { Answer } from '../harness/api-client.ts';
import { pick, type Random } from '../harness/random.ts';
import type { ManyLives } from './many-lives.ts';

type Placed = { readonly id: string };

/** Where it happens: to customers whose workers are called directly, or in a world that has workers of its own. */
export type Lives = Pick<
  ManyLives,
  'customerIds' | 'database' | 'template' | 'post' | 'processesOf' | 'openProcesses' | 'wakeUp' | 'placeOrder'
> & {
  readonly orders: readonly Placed[];
  bringOrder(order: Placed): Promise<unknown>;
  cancelOrder(order: Placed): Promise<unknown>;
  lookAtOrder(order: Placed): Promise<unknown>;
};

/** Drawn, and ready to be done. Null: there is nothing that it could be done to. */
type Drawn = (() => Promise<Answer | unknown>) | null;
export type Happening = (lives: Lives, random: Random) => Drawn | Promise<Drawn>;

/** How often each is drawn beside the others, and what it is called. */
export type Happenings = readonly (readonly [number, string, Happening])[];

export async function draw(
  happenings: Happenings,
  lives: Lives,
  random: Random,
): Promise<{ name: string; run: () => Promise<unknown> }> {
  const sum = happenings.reduce((all, [weight]) => all + weight, 0);
  for (;;) {
    let left = random() * sum;
    const found = happenings.find(([weight]) => {
      left -= weight;
      return left < 0;
    });
    const run = await found?.[2](lives, random);
    if (found && run) return { name: found[1], run };
  }
}

/** Any of them, those at the head more often. */
function sooner<T>(random: Random, items: readonly T[]): T | undefined {
  const drawn = random();
  return items[Math.floor(drawn * drawn * items.length)];
}

export const somebody = ({ customerIds }: Lives, random: Random): string => {
  const found = sooner(random, customerIds);
  if (found === undefined) throw new Error('there is nobody');
  return found;
};

export const toSomebody =
  (path: (customerId: string) => string, body: (customerId: string, random: Random) => object): Happening =>
  (lives, random) => {
    const customerId = somebody(lives, random);
    const [where, what] = [path(customerId), body(customerId, random)];
    return () => lives.post(where, what, 'supervisor');
  };

export const toProcess =
  (kind: ProcessKind, path: (id: string, random: Random) => string, body: (random: Random) => object): Happening =>
  async (lives, random) => {
    const rows = await lives.processesOf(kind);
    const row = sooner(random, rows);
    if (row === undefined) return null;
    const [where, what] = [path(row.id, random), body(random)];
    return () => lives.post(where, what);
  };

export const toOrder =
  (what: (lives: Lives) => (order: Placed) => Promise<unknown>): Happening =>
  (lives, random) => {
    if (lives.orders.length === 0) return null;
    const order = pick(random, lives.orders);
    return () => what(lives)(order);
  };

export const wakeUp: Happening = async (lives, random) => {
  const rows = await lives.openProcesses();
  const row = sooner(random, rows);
  return row ? () => lives.wakeUp(row) : null;
};
