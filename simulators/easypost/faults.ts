import { z } from 'zod';
import { crashed, invalid } from './refusal.ts';

const operations = ['rates', 'buy', 'find', 'void', 'track'] as const;
export type Operation = (typeof operations)[number];

/**
 * The next `times` calls of `op` (about a parcel whose id or reference contains `match`, when given) fail: `timeout_after`
 * does the work and never answers, `timeout_before` does neither.
 */
export const faultShape = z.strictObject({
  op: z.enum(operations),
  mode: z.enum(['timeout_after', 'timeout_before', 'error_500', 'refuse']),
  times: z.number().int().min(1).default(1),
  match: z.string().min(1).optional(),
});
export type Fault = z.infer<typeof faultShape>;

const refusals = {
  rates: ['SHIPMENT.INVALID_PARAMS', 'The address cannot be served (simulated).'],
  buy: ['SHIPMENT.POSTAGE.FAILURE', 'The carrier refused the label (simulated).'],
  find: ['NOT_FOUND', 'The shipment is not there (simulated).'],
  void: ['SHIPMENT.REFUND.UNAVAILABLE', 'The label cannot be refunded (simulated).'],
  track: ['TRACKER.INVALID_PARAMS', 'The tracker cannot be read (simulated).'],
} as const satisfies Record<Operation, readonly [string, string]>;

/** What a handler answers; `silent` leaves the caller waiting. */
export type Outcome = { readonly kind: 'answer'; readonly body: unknown } | { readonly kind: 'silent' };

export type Faults = {
  readonly add: (fault: Fault) => void;
  readonly clear: () => void;
  /** Every fault that a call has met, in that order: from then on the call is in the carrier's hand. */
  readonly met: () => readonly Fault[];
  /** Runs the work of one call about the parcel of these names, or what a planned fault makes of it. */
  readonly run: (operation: Operation, names: readonly string[], work: () => unknown) => Outcome;
};

function refusalOf(operation: Operation) {
  const [code, message] = refusals[operation];
  return invalid(code, message);
}

export function createFaults(): Faults {
  const planned: Fault[] = [];
  const met: Fault[] = [];
  const take = (operation: Operation, names: readonly string[]): Fault['mode'] | undefined => {
    const index = planned.findIndex((fault) => fault.op === operation && fits(fault, names));
    const fault = planned[index];
    if (!fault) return undefined;
    if (fault.times > 1) planned[index] = { ...fault, times: fault.times - 1 };
    else planned.splice(index, 1);
    met.push(fault);
    return fault.mode;
  };
  return {
    add: (fault) => void planned.push(fault),
    clear: () => void planned.splice(0),
    met: () => met,
    run: (operation, names, work) => {
      const mode = take(operation, names);
      if (mode === 'error_500') throw crashed();
      if (mode === 'refuse') throw refusalOf(operation);
      if (mode === 'timeout_before') return { kind: 'silent' };
      const body = work();
      return mode === 'timeout_after' ? { kind: 'silent' } : { kind: 'answer', body };
    },
  };
}

function fits({ match }: Fault, names: readonly string[]): boolean {
  return match === undefined || names.some((name) => name.includes(match));
}
