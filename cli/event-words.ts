import { z } from 'zod';
import { decimalsOf } from '../domain/money/money.ts';

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
/** The second column of the timeline: the detail that belongs to the words. */
type Words = readonly [words: string, detail?: (data: Data, currency: string) => string];

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

const words: Readonly<Record<string, Words>> = {
  'order.received': ['order received', (d, c) => money(d.totalMinor, c)],
  'order.screened': ['checked for risk', (d) => `${text(d.riskPoints)} points`],
  'order.hold_raised': ['put on hold', (d) => `${text(d.kind)}: ${plain(d.reason)}; for the ${text(d.ownerRole)}`],
  'order.hold_released': ['hold released', (d) => `${text(d.kind)}: ${plain(d.reason)}`],
  'order.on_hold': ['the order waits on hold'],
  'order.allocating': ['securing stock and payment'],
  'order.allocated': [
    'stock reserved',
    (d) =>
      list(d.shipments)
        .map((s) => `${parcel(s)} from ${text(s.location)}`)
        .join(', '),
  ],
  'order.short': ['not enough in stock', (d) => `missing: ${units(d.short)}`],
  'offer.made': ['the customer is asked', (d) => options(d.options)],
  'offer.decided': ['the customer decided', (d) => plain(d.choice)],
  'order.awaiting_decision': ['the order waits for the customer'],
  'order.units_backordered': ['these wait for goods', (d) => units(d.short)],
  'order.backordered': ['the order waits for goods'],
  'approval.requested': [
    'approval asked for',
    (d, c) => [plain(first(d.reasons)), amount(d, c)].filter((part) => part !== '').join(': '),
  ],
  'approval.approved': ['approved'],
  'approval.rejected': ['rejected'],
  'order.awaiting_approval': ['the order waits for an approval'],
  'payment.authorised': [
    'payment authorised',
    (d, c) => (d.method === 'account' ? `${amount(d, c)} on account` : `up to ${amount(d, c)} by card`),
  ],
  'payment.declined': ['payment declined', (d) => plain(d.code)],
  'payment.captured': ['charged', amount],
  'payment.voided': ['the card is free again'],
  'order.awaiting_payment': ['the order waits for another card'],
  'order.payment_method_changed': ['payment method changed', (d) => text(d.method)],
  'order.secured': ['promised to the customer', (d) => `by ${text(d.promiseOn).slice(0, 16).replace('T', ' ')} UTC`],
  'order.confirmed': ['order confirmed'],
  'shipment.labelled': ['label bought', (d) => `${parcel(d)}, ${service(d)}`],
  'shipment.handed_over': ['handed to the carrier', parcel],
  'order.fulfilling': ['the order is on its way'],
  'shipment.label_created': ['carrier: expects the parcel', parcel],
  'shipment.in_transit': ['carrier: in transit', parcel],
  'shipment.out_for_delivery': ['carrier: out for delivery', parcel],
  'shipment.exception': ['carrier: exception', (d) => `${parcel(d)}, ${plain(d.code)}`],
  'shipment.attempt_failed': ['carrier: attempt failed', (d) => `${parcel(d)}, ${plain(d.code)}`],
  'shipment.returning': ['carrier: coming back', parcel],
  'shipment.delivered': ['carrier: delivered', parcel],
  'shipment.return_received': ['came back and was inspected', (d) => `${parcel(d)}, then ${text(d.then)}`],
  'shipment.returned': ['returned', parcel],
  'shipment.cancelled': ['label given back to the carrier', parcel],
  'refund.requested': ['refund asked for', amount],
  'refund.submitted': ['refund on its way', amount],
  'refund.settled': ['refund settled', amount],
  'order.units_cancelled': ['units cancelled', (d) => `${units(d.lines)}; ${text(d.reason)}`],
  'order.cancelling': ['undoing what was done'],
  'order.cancelled': ['order cancelled'],
  'order.delivered': ['nothing is on its way any more'],
  'order.completed': ['order completed'],
  'order.parked': ['stuck: a person is asked', (d) => `${plain(d.work)}, ${plain(d.code)}`],
  'order.needs_intervention': ['the order waits for a person'],
  'shipment.delayed': ['later than promised', parcel],
  'claim.opened': ['claim opened'],
  'claim.submitted': ['claimed', (d) => units(d.lines)],
  'claim.validating': ['the claim is looked at'],
  'claim.was_assessed': ['assessed by the rules', (d) => list(d.verdicts).map(verdict).join(', ')],
  'claim.assessed': ['every line has a proposal'],
  'claim.need_info': ['the claim waits for evidence'],
  'claim.evidence_added': ['evidence added'],
  'claim.in_review': ['the claim waits for a person'],
  'claim.decided': ['decided', (d) => `${plain(d.decision)}${d.byRules === true ? ', by the rules alone' : ''}`],
  'claim.auto_approved': ['granted'],
  'claim.approved': ['granted'],
  'claim.partly_approved': ['granted in part'],
  'claim.rejected': ['refused'],
  'claim.appealed': ['the customer appeals'],
  'claim.resolving': ['doing what was granted'],
  'claim.refund_requested': ['refund of the claim', amount],
  'claim.refund_sent': ['refund sent', (d) => plain(d.state)],
  'claim.settled': ['the claim is settled'],
  'claim.closed': ['the claim is closed'],
  'claim.withdrawn': ['the claim is withdrawn'],
  'opportunity.opened': ['deal opened'],
  'opportunity.sent': ['sent on', (d) => `to ${plain(d.to)}`],
  'opportunity.evidence': ['shown', (d) => plain(d.criterion)],
  'opportunity.contacted': ['the deal: contacted'],
  'opportunity.qualified': ['the deal: qualified'],
  'opportunity.proposal': ['the deal: proposal'],
  'opportunity.negotiation': ['the deal: negotiation'],
  'opportunity.won': ['the deal is won'],
  'onboarding.opened': ['onboarding opened', (d) => (text(d.opportunity) === '' ? '' : `for ${text(d.opportunity)}`)],
  'onboarding.kickoff': ['onboarding: kick-off'],
  'onboarding.started': ['the customer is welcomed', (d) => `${text(d.tasks)} tasks`],
  'onboarding.task_completed': ['task done', (d) => `${plain(d.task)}, by ${d.side === 'us' ? 'us' : 'the customer'}`],
  'onboarding.task_reopened': ['task open again', (d) => plain(d.task)],
  'onboarding.reminded': ['late: reminded', (d) => `${text(d.tell)}, ${plain(d.task)}`],
  'onboarding.sponsor_told': ['no sign of the customer: sponsor told'],
  'onboarding.provisioning': ['onboarding: provisioning'],
  'onboarding.training': ['onboarding: training'],
  'onboarding.go_live': ['onboarding: going live'],
  'onboarding.verification': ['onboarding: verification'],
  'onboarding.stalled': ['the onboarding is stalled'],
  'onboarding.activated': ['first order delivered: activated', (d) => text(d.order)],
  'onboarding.finished': ['all is done', (d) => text(d.order)],
  'onboarding.completed': ['the onboarding is complete'],
  'onboarding.cancelled': ['the onboarding is cancelled'],
  'onboarding.check_in': ['asked how it goes', (d) => `after ${text(d.day)} days: ${text(d.outcome)}`],
  'exit.opened': ['a customer asks to leave'],
  'exit.reason_given': ['said why', (d) => plain(d.reason)],
  'exit.offer_considered': ['whether to make an offer', (d) => plain(d.answer)],
  'exit.offer_made': ['an offer to stay', (d) => `${plain(d.kind)}, up to ${money(d.valueMinor, text(d.currency))}`],
  'exit.reason_captured': ['the reason is known'],
  'exit.retention': ['the exit waits for the customer’s answer'],
  'exit.offer_accepted': ['the offer is accepted', (d) => plain(d.kind)],
  'exit.offer_ended': ['no offer any more', (d) => plain(d.state)],
  'exit.retained': ['the customer stays'],
  'exit.rescinded': ['taken back'],
  'exit.notice_given': ['notice given', (d) => `last day ${text(d.lastDay)}`],
  'exit.notice': ['the notice runs'],
  'exit.notice_ended': ['the notice has ended'],
  'exit.orders_cancelling': ['open orders are asked to cancel'],
  'exit.settling': ['waiting for what is open'],
  'exit.was_settled': [
    'settled',
    (d) =>
      list(d.balances)
        .map((b) => `${money(b.netMinor, text(b.currency))} left to pay`)
        .join(', '),
  ],
  'exit.exporting': ['making the documents'],
  'exit.documents_made': [
    'documents made',
    (d) =>
      list(d.documents)
        .map(({ name }) => text(name))
        .join(', '),
  ],
  'exit.was_confirmed': ['confirmed', (d) => `erased by ${text(d.eraseAt).slice(0, 16).replace('T', ' ')} UTC`],
  'exit.confirmed': ['the customer has left'],
  'exit.retention_hold': ['kept until the erasure'],
  'exit.erasure_due': ['the erasure is due'],
  'exit.was_erased': ['erased', (d) => `${text(d.rows)} rows overwritten`],
  'exit.erased': ['the customer is forgotten'],
  'exit.won_back': ['won back'],
};

/** Room for the first column; the longest words take all of it. */
export const WORDS_WIDTH = 36;

/** An event in words: what happened, and its detail (maybe empty). An event without words of its own is named. */
export function eventInWords({ type, data }: TimelineEvent, currency: string): readonly [string, string] {
  const [what, detail] = words[type] ?? [type.replaceAll(/[._]/g, ' ')];
  return [what, detail?.(data, currency) ?? ''];
}

const verdict = (line: Data): string => `line ${text(line.lineNo)}: ${plain(line.kind)}`;

function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined;
}

function options(value: unknown): string {
  return Array.isArray(value) ? value.map(plain).join(', ') : '';
}
