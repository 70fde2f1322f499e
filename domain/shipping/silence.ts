/** When a carrier that says nothing becomes a parcel that may be lost. Business days, so not for workflows. */
import { addBusinessDays } from '../calendar/business-days.ts';
import type { OrderPolicy } from '../orders/order-policy.ts';

export type SilencePolicy = Pick<OrderPolicy, 'silenceMs' | 'silenceBusinessDays' | 'shippingCalendar'>;

export type Watch = {
  /** Epoch ms: a person looks when nothing was said by then. */
  readonly silentAfter: number;
  /** Epoch ms: the carrier is asked, half-way there. */
  readonly nextPollAt: number;
};

/** Counted from when the parcel was last heard of (epoch ms). */
export function watchFrom(heardAt: number, policy: SilencePolicy): Watch {
  const silentAfter = suspicionAt(heardAt, policy);
  return { silentAfter, nextPollAt: heardAt + (silentAfter - heardAt) / 2 };
}

function suspicionAt(heardAt: number, { silenceMs, silenceBusinessDays, shippingCalendar }: SilencePolicy): number {
  // Carriers rest on weekends and holidays: days of the calendar would make every Easter parcel a suspect.
  if (silenceBusinessDays === null || !shippingCalendar) return heardAt + silenceMs;
  return addBusinessDays(heardAt, silenceBusinessDays, shippingCalendar);
}
