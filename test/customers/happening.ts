/** How something is drawn that may happen to a customer, an order or a process. */
import type { Answer } from '../harness/api-client.ts';
import { pick, type Random } from '../harness/random.ts';
import type { ManyLives } from './many-lives.ts';

/** Drawn, and ready to be done. Null: there is nothing that it could be done to. */
type Drawn = (() => Promise<Answer | unknown>) | null;
export type Happening = (lives: ManyLives, random: Random) => Drawn | Promise<Drawn>;

/** Any of them, those at the head more often. */
function sooner<T>(random: Random, items: readonly T[]): T | undefined {
  const drawn = random();
  return items[Math.floor(drawn * drawn * items.length)];
}

export const somebody = ({ customerIds }: ManyLives, random: Random): string => {
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
  (
    kind: Parameters<ManyLives['processesOf']>[0],
    path: (id: string, random: Random) => string,
    body: (random: Random) => object,
  ): Happening =>
  async (lives, random) => {
    const rows = await lives.processesOf(kind);
    const row = sooner(random, rows);
    if (row === undefined) return null;
    const [where, what] = [path(row.id, random), body(random)];
    return () => lives.post(where, what);
  };

export const toOrder =
  (what: (lives: ManyLives) => (order: ManyLives['orders'][number]) => Promise<unknown>): Happening =>
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
