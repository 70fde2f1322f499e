/** When a notice ends. Days are those of the customer's zone, and the last one is still served. */
import { Temporal } from 'temporal-polyfill';

export type Notice =
  | { readonly kind: 'days'; readonly days: number }
  /** Keeps the day of the month, or takes the month's last. */
  | { readonly kind: 'calendar_months'; readonly months: number }
  /** No whole days: for demonstrations, where a month is seconds. */
  | { readonly kind: 'elapsed'; readonly ms: number };

export type NoticeEnd = {
  /** The last day that is served, local. */
  readonly lastDay: string;
  /** The instant (epoch ms) at which the day after it begins. */
  readonly endsAt: number;
};

export function noticeEnd(givenAt: number, notice: Notice, zone: string): NoticeEnd {
  const dayOf = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
  if (notice.kind === 'elapsed') {
    const endsAt = givenAt + notice.ms;
    return { lastDay: dayOf(endsAt).toString(), endsAt };
  }
  const given = dayOf(givenAt);
  const last = notice.kind === 'days' ? given.add({ days: notice.days }) : given.add({ months: notice.months });
  return { lastDay: last.toString(), endsAt: last.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds };
}
