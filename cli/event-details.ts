import { z } from 'zod';
import { decimalsOf } from '../domain/money/money.ts';
import { type EventType, wordsOf } from '../domain/timeline/event-words.ts';

/** An event of a timeline as `GET /v1/orders/{id}/events` shows it. */
export const timelineEvent = z.looseObject({
  seq: z.number(),
  type: z.string(),
  at: z.iso.datetime(),
  actor: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type TimelineEvent = z.infer<typeof timelineEvent>;

type Data = TimelineEvent['data'];
type Detail = (data: Data, currency: string) => string;

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
const plain = (code: unknown): string => text(code).replaceAll('_', ' ').replaceAll(':', ': ');
/** "S2" of "ORD-7K3M-S2". */
const parcel = (data: Data): string => `parcel ${text(data.shipment).split('-S').at(-1)}`;
/** "Purolator Express" of the carrier Purolator and its service PurolatorExpress. */
const service = ({ carrier, service }: Data): string =>
  `${text(carrier)} ${text(service)
    .replace(text(carrier), '')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')}`.trim();
const amount = (data: Data, currency: string): string => money(data.amountMinor, currency);
const list = (value: unknown): readonly Data[] =>
  z.array(z.record(z.string(), z.unknown())).safeParse(value).data ?? [];
const units = (lines: unknown): string =>
  list(lines)
    .map((line) => `${text(line.quantity ?? line.units)} of line ${text(line.lineNo)}`)
    .join(', ');

/** Minor units as a person reads them, without locale: `103.44 CAD`. Empty when there is no amount. */
export function money(minor: unknown, currency: string): string {
  if (typeof minor !== 'number') return '';
  const digits = decimalsOf(currency);
  return `${(minor / 10 ** digits).toFixed(digits)} ${currency}`;
}

/** The second column of the timeline: what a person wants to know besides. The words themselves stand in the domain. */
const details: Readonly<Partial<Record<EventType, Detail>>> = {
  'order.received': (d, c) => money(d.totalMinor, c),
  'order.screened': (d) => `${text(d.riskPoints)} points`,
  'order.hold_raised': (d) => `${text(d.kind)}: ${plain(d.reason)}; for the ${text(d.ownerRole)}`,
  'order.hold_released': (d) => `${text(d.kind)}: ${plain(d.reason)}`,
  'order.allocated': (d) =>
    list(d.shipments)
      .map((s) => `${parcel(s)} from ${text(s.location)}`)
      .join(', '),
  'order.short': (d) => `missing: ${units(d.short)}`,
  'offer.made': (d) => options(d.options),
  'offer.decided': (d) => plain(d.choice),
  'order.units_backordered': (d) => units(d.short),
  'approval.requested': (d, c) => [plain(first(d.reasons)), amount(d, c)].filter((part) => part !== '').join(': '),
  'payment.authorised': (d, c) =>
    d.method === 'account' ? `${amount(d, c)} on account` : `up to ${amount(d, c)} by card`,
  'payment.declined': (d) => plain(d.code),
  'payment.captured': amount,
  'order.payment_method_changed': (d) => text(d.method),
  'order.secured': (d) => `by ${text(d.promiseOn).slice(0, 16).replace('T', ' ')} UTC`,
  'shipment.labelled': (d) => `${parcel(d)}, ${service(d)}`,
  'shipment.handed_over': parcel,
  'shipment.label_created': parcel,
  'shipment.in_transit': parcel,
  'shipment.out_for_delivery': parcel,
  'shipment.exception': (d) => `${parcel(d)}, ${plain(d.code)}`,
  'shipment.attempt_failed': (d) => `${parcel(d)}, ${plain(d.code)}`,
  'shipment.returning': parcel,
  'shipment.delivered': parcel,
  'shipment.return_received': (d) => `${parcel(d)}, then ${text(d.then)}`,
  'shipment.returned': parcel,
  'shipment.cancelled': parcel,
  'refund.requested': amount,
  'refund.submitted': amount,
  'refund.settled': amount,
  'order.units_cancelled': (d) => `${units(d.lines)}; ${text(d.reason)}`,
  'order.parked': (d) => `${plain(d.work)}, ${plain(d.code)}`,
  'shipment.delayed': parcel,
  'claim.submitted': (d) => units(d.lines),
  'claim.was_assessed': (d) => list(d.verdicts).map(verdict).join(', '),
  'claim.decided': (d) => `${plain(d.decision)}${d.byRules === true ? ', by the rules alone' : ''}`,
  'claim.refund_requested': amount,
  'claim.refund_sent': (d) => plain(d.state),
  'opportunity.sent': (d) => `to ${plain(d.to)}`,
  'opportunity.evidence': (d) => plain(d.criterion),
  'onboarding.opened': (d) => (text(d.opportunity) === '' ? '' : `for ${text(d.opportunity)}`),
  'onboarding.started': (d) => `${text(d.tasks)} tasks`,
  'onboarding.task_completed': (d) => `${text(d.task)}, by ${d.side === 'us' ? 'us' : 'the customer'}`,
  'onboarding.task_reopened': (d) => text(d.task),
  'onboarding.reminded': (d) => `${text(d.tell)}, ${text(d.task)}`,
  'onboarding.activated': (d) => text(d.order),
  'onboarding.finished': (d) => text(d.order),
  'onboarding.check_in': (d) => `after ${text(d.day)} days: ${text(d.outcome)}`,
  'exit.reason_given': (d) => plain(d.reason),
  'exit.offer_considered': (d) => plain(d.answer),
  'exit.offer_made': (d) => `${plain(d.kind)}, up to ${money(d.valueMinor, text(d.currency))}`,
  'exit.offer_accepted': (d) => plain(d.kind),
  'exit.offer_ended': (d) => plain(d.state),
  'exit.notice_given': (d) => `last day ${text(d.lastDay)}`,
  'exit.was_settled': (d) =>
    list(d.balances)
      .map((b) => `${money(b.netMinor, text(b.currency))} left to pay`)
      .join(', '),
  'exit.documents_made': (d) =>
    list(d.documents)
      .map(({ name }) => text(name))
      .join(', '),
  'exit.was_confirmed': (d) => `erased by ${text(d.eraseAt).slice(0, 16).replace('T', ' ')} UTC`,
  'exit.was_erased': (d) => `${text(d.rows)} rows overwritten`,
};

/** Room for the first column; the few that are longer push their detail aside. */
export const WORDS_WIDTH = 36;

/** What the tasks of an onboarding are called, by their ids: its events hold the ids alone. */
export type TaskTitles = ReadonlyMap<string, string>;

/** What happened, and its detail (maybe empty). */
export function eventInWords(
  { type, data }: TimelineEvent,
  currency: string,
  titles: TaskTitles = new Map(),
): readonly [string, string] {
  const task = text(data.task);
  return [wordsOf(type).en, detailOf(type)?.({ ...data, task: titles.get(task) ?? task }, currency) ?? ''];
}

const isDetailed = (type: string): type is keyof typeof details => Object.hasOwn(details, type);
const detailOf = (type: string): Detail | undefined => (isDetailed(type) ? details[type] : undefined);

const verdict = (line: Data): string => `line ${text(line.lineNo)}: ${plain(line.kind)}`;

function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined;
}

function options(value: unknown): string {
  return Array.isArray(value) ? value.map(plain).join(', ') : '';
}
