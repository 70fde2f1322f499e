const faultOps = ['authorise', 'capture', 'void', 'refund'] as const;
const faultModes = ['timeout_after', 'timeout_before', 'error_500', 'kept_500', 'decline', 'refund_fails'] as const;

export type FaultOp = (typeof faultOps)[number];
export type FaultMode = (typeof faultModes)[number];

/**
 * What shall go wrong, `times` times, for calls of `op` (whose metadata values or ids contain `match`, when given).
 *
 * - `timeout_after`: the call takes effect and its answer is kept under its key, but is never sent.
 * - `timeout_before`: nothing happens and nothing is answered.
 * - `error_500`: nothing happens.
 * - `kept_500`: nothing happens, and the key answers nothing else from then on.
 * - `decline`: a declined card, or a refused capture, void or refund.
 * - `refund_fails`: the refund is pending, then fails by webhook.
 */
export type Fault = {
  readonly op: FaultOp;
  readonly mode: FaultMode;
  readonly times?: number;
  readonly match?: string;
};

export type Faults = {
  readonly add: (fault: Fault) => void;
  readonly clear: () => void;
  /** Every fault that a call has met, in that order: from then on the call is in the vendor's hand. */
  readonly met: () => readonly Fault[];
  /** The first fault that fits, counted down; null when the call shall go well. */
  readonly take: (op: FaultOp, names: readonly string[]) => FaultMode | null;
};

export function createFaults(): Faults {
  let queue: { readonly fault: Fault; left: number }[] = [];
  const met: Fault[] = [];
  return {
    add: (fault) => {
      queue.push({ fault, left: fault.times ?? 1 });
    },
    clear: () => {
      queue = [];
    },
    met: () => met,
    take: (op, names) => {
      const hit = queue.find(({ fault }) => fault.op === op && fits(fault, names));
      if (!hit) return null;
      hit.left -= 1;
      met.push(hit.fault);
      queue = queue.filter((entry) => entry.left > 0);
      return hit.fault.mode;
    },
  };
}

function fits({ match }: Fault, names: readonly string[]): boolean {
  return match === undefined || names.some((name) => name.includes(match));
}

/** Null when the body is not a fault. */
export function readFault(body: unknown): Fault | null {
  const given = typeof body === 'object' && body !== null ? body : {};
  const op = faultOps.find((known) => 'op' in given && given.op === known);
  const mode = faultModes.find((known) => 'mode' in given && given.mode === known);
  if (!op || !mode) return null;
  const times = 'times' in given && typeof given.times === 'number' ? given.times : 1;
  return 'match' in given && typeof given.match === 'string'
    ? { op, mode, times, match: given.match }
    : { op, mode, times };
}
