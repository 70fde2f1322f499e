/** When a notice ends. Days are those of the customer's zone, and the last one is still served. */
import { Temporal } from 'temporal-polyfill';

export type Notice =
  | { readonly kind: 'days'; readonly days: number }
  /** Keeps the day of the month, or takes the month's last. */
  | { readonly kind: 'calendar_months'; readonly months: number }
  /** No whole days: for demonstrations, where a month is seconds. */
  | { readonly kind: 'elapsed'; readonly ms: number };

/** Periods of so many months from a local date on: `2026-01-31` and 1 begin on 31 January, 28 February, 31 March, … */
export type BillingPeriods = { readonly from: string; readonly months: number };

export type NoticeEnd = {
  /** The last day that is served, local. */
  readonly lastDay: string;
  /** The instant (epoch ms) at which the day after it begins. */
  readonly endsAt: number;
};

/** `until`: the notice itself, or the end of the billing period that holds its last day. */
export function noticeEnd(
  givenAt: number,
  notice: Notice,
  zone: string,
  endOfPeriod: BillingPeriods | null = null,
): NoticeEnd {
  const dayOf = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
  if (notice.kind === 'elapsed') {
    const endsAt = givenAt + notice.ms;
    return { lastDay: dayOf(endsAt).toString(), endsAt };
  }
  const given = dayOf(givenAt);
  const served = notice.kind === 'days' ? given.add({ days: notice.days }) : given.add({ months: notice.months });
  const last = endOfPeriod === null ? served : periodHolding(served, endOfPeriod).last;
  return { lastDay: last.toString(), endsAt: last.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds };
}

/** The billing period that holds a local date: its days, first and last included. */
export function billingPeriod(
  date: string,
  periods: BillingPeriods,
): { firstDay: string; lastDay: string; days: number } {
  const { first, last } = periodHolding(Temporal.PlainDate.from(date), periods);
  return { firstDay: first.toString(), lastDay: last.toString(), days: first.until(last).days + 1 };
}

/** Counted from the first period each time, so that a short month moves no later one. */
function periodHolding(date: Temporal.PlainDate, { from, months }: BillingPeriods) {
  const anchor = Temporal.PlainDate.from(from);
  const begin = (no: number): Temporal.PlainDate => anchor.add({ months: no * months });
  let no = Math.floor(((date.year - anchor.year) * 12 + date.month - anchor.month) / months);
  while (Temporal.PlainDate.compare(begin(no), date) > 0) no -= 1;
  while (Temporal.PlainDate.compare(begin(no + 1), date) <= 0) no += 1;
  return { first: begin(no), last: begin(no + 1).subtract({ days: 1 }) };
}
