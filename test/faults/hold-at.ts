import { expect } from 'vitest';
import type { CommitGate } from './commit-gate.ts';
import type { Engine } from './engine.ts';

/** A moment of an order's life: a call that a vendor has in its hand, or the COMMIT of one of our steps; `command` once it was asked for. */
export type Instant =
  | { readonly vendor: 'stripe'; readonly op: 'authorise' | 'capture' | 'void' | 'refund' }
  | { readonly vendor: 'carrier'; readonly op: 'buy' | 'void' }
  | { readonly vendor: 'mail' }
  | { readonly vendor: 'postgres'; readonly step: string };

export type HoldOrder = {
  readonly orderId: string;
  /** What the order is known by to people: part of the customer's address. */
  readonly name: string;
  readonly instant: Instant;
  /** The effect is not there yet, or is there and nobody was told. */
  readonly when: 'before' | 'after';
};

/** Tried again before the kill, the call is held again. */
const tries = { before: 9, after: 1 } as const;

/** Plans that the order is held at this instant. Resolves with the question whether it is. */
export async function holdAt(
  { engine, gate }: { readonly engine: Engine; readonly gate: CommitGate },
  { orderId, name, instant, when }: HoldOrder,
): Promise<() => Promise<boolean>> {
  const times = tries[when];
  if (instant.vendor === 'postgres') {
    const step = instant.step === 'command' ? await commandOf(engine, orderId) : `order/${orderId}/${instant.step}/`;
    const held = gate.hold({ marker: step, at: 'commit', when });
    return async () => held.met();
  }
  if (instant.vendor === 'mail') {
    const match = name.toLowerCase();
    await engine.mail.fault({ mode: when === 'before' ? 'timeout' : 'timeout_after', match });
    return async () => has(await engine.mail.metFaults(), match);
  }
  const mode = when === 'before' ? 'timeout_before' : 'timeout_after';
  const { op } = instant;
  if (instant.vendor === 'stripe') {
    await engine.stripe.fault({ op: instant.op, mode, times, match: orderId });
    return async () => has(await engine.stripe.metFaults(), orderId);
  }
  await engine.carrier.fault({ op, mode, times, match: orderId });
  return async () => has(await engine.carrier.metFaults(), orderId);
}

/** The id of the command that was accepted for the order and is not carried out yet. */
async function commandOf({ database }: Engine, orderId: string): Promise<string> {
  const accepted = async () => {
    const rows = await database.sql<{ id: string }[]>`
      select id from commands where subject = ${orderId} and state = 'accepted' and kind <> 'place_order'`;
    return rows.map(({ id }) => id);
  };
  await expect.poll(accepted).toHaveLength(1);
  return (await accepted())[0] ?? '';
}

const has = (met: readonly object[], match: string): boolean =>
  met.some((fault) => 'match' in fault && fault.match === match);
