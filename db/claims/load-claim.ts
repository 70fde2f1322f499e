import { sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import type { AskedApproval, ClaimFacts, ClaimLineFacts, ReturnFacts } from '../../domain/claims/claim-facts.ts';
import type { WorkingCalendar } from '../../domain/clock/working-calendar.ts';
import type { ProcessState } from '../../domain/processes/process.ts';
import { calendarsNamed } from '../assistance/clock-calendars.ts';
import { jsonOf, listOf } from '../json-of.ts';
import { at } from '../orders/load-facts.ts';
import { handWritten } from '../prepared.ts';

/** What is stored of a claim. The clocks are folded from it. */
export type ClaimRows = Omit<ClaimFacts, keyof ProcessState | 'clocks' | 'calendarOf'> & {
  /** By which its clocks count. */
  readonly calendars: readonly WorkingCalendar[];
};

const line = jsonOf<ClaimLineFacts>({
  ...{ lineNo: 'l.line_no', sku: 'l.sku', units: 'l.units', held: 'l.held', worthMinor: 'l.worth_minor' },
  ...{ verdict: 'l.verdict', granted: 'l.granted', outcome: 'l.outcome', refunded: 'l.refunded' },
  ...{ credited: 'l.credited', replaced: 'l.replaced', repaired: 'l.repaired', sentBack: 'l.sent_back' },
});

/** Of `approvals a`. */
const asked = {
  ...{ approvalId: 'a.id', digest: 'a.digest', proposedBy: 'a.requester', approverRole: 'a.approver_role' },
  ...{ escalatesAt: at('a.escalates_at'), expiresAt: at('a.expires_at') },
} satisfies Record<keyof AskedApproval, unknown>;

const proposed = jsonOf<NonNullable<ClaimFacts['proposed']>>({
  ...{ no: 'd.no', lines: 'd.lines', amountMinor: 'd.amount_minor' },
  ...asked,
});

const charge = jsonOf<NonNullable<ClaimFacts['charge']>>({
  ...{ no: 'u.no', lineNo: 'u.line_no', units: 'u.units', amountMinor: 'u.amount_minor' },
  ...asked,
});

/** Of `refunds f`. */
const resolvedAs = (resolution: 'skip' | 'retry') => sql`exists (
    select 1 from stuck_work w where w.process_id = c.id and w.subject = f.id and w.resolution = ${sql.raw(`'${resolution}'`)})`;

const refund = jsonOf<ClaimFacts['refunds'][number]>({
  ...{ id: 'f.id', orderId: 'f.order_id', state: 'f.state', amountMinor: 'f.amount_minor' },
  skipped: resolvedAs('skip'),
  retried: resolvedAs('retry'),
  // What is stuck since then is decided in the claim.
  leftToTask: sql`(f.state = 'failed' and exists (
    select 1 from tasks t where t.process_id = c.id and t.kind = 'refund_failed' and t.subject = f.id
      and t.state in ('open', 'done') and not exists (select 1 from stuck_work w where w.process_id = c.id and w.subject = f.id and w.raised_at >= t.raised_at)))`,
});

const sendBack = jsonOf<ReturnFacts['sendBacks'][number]>({
  ...{ id: 'b.id', label: 'b.label', lines: 'b.lines', sentAt: at('b.sent_at') },
  shown: sql`exists (
    select 1 from tasks t where t.kind = 'send_back_by_hand' and t.subject = b.id and t.state = 'done')`,
});

const returned = jsonOf<ReturnFacts>({
  ...{ id: 'r.id', status: 'r.status', authorisedAt: at('r.authorised_at'), dueAt: at('r.due_at') },
  ...{ label: 'r.label', trackingCode: 'r.tracking_code' },
  lines: listOf(
    jsonOf<ReturnFacts['lines'][number]>({
      ...{ lineNo: 'l.line_no', sku: 'l.sku', units: 'l.units' },
      ...{ received: 'l.received', inspected: 'l.inspected', accepted: 'l.accepted' },
    }),
    'l.line_no',
    sql`return_lines l where l.return_id = r.id`,
  ),
  sendBacks: listOf(sendBack, 'b.id', sql`send_backs b where b.return_id = r.id`),
});

/** A replacement has one line. A parcel that got lost is claimed as any other, and kept until then. */
const replacement = jsonOf<ClaimFacts['replacements'][number]>({
  ...{ lineNo: 'm.line_no', no: 'm.no', units: 'm.units', orderId: 'm.order_id', undone: 'm.undone' },
  ...{ status: 'o.status', ordered: 'coalesce(l.ordered, 0)' },
  kept: sql`coalesce(l.ordered - l.cancelled - l.returned - l.written_off + (
    select coalesce(sum(sl.quantity), 0) from shipments s join shipment_lines sl on sl.shipment_id = s.id
    where s.order_id = o.id and s.tracking = 'lost' and s.state in ('handed_over', 'ended')), 0)`,
});

const unreturned = jsonOf<ClaimFacts['unreturned'][number]>({
  ...{ no: 'u.no', lineNo: 'u.line_no', units: 'u.units', answer: 'u.answer', amountMinor: 'u.amount_minor' },
  takenBack: 'u.taken_back',
  acceptedSince: sql`(
    select coalesce(sum(i.units), 0) from return_inspections i join returns r on r.id = i.return_id
    where r.claim_id = c.id and i.line_no = u.line_no and i.at >= u.decided_at and i.accepted and i.disposition <> 'send_back')`,
});

const claimRows = jsonOf<ClaimRows>({
  ...{ orderId: 'c.order_id', caseId: 'c.case_id', owner: 'c.owner_id', kind: 'c.kind', currency: 'c.currency' },
  ...{ cause: 'c.cause', versions: 'c.versions', round: 'c.round', decision: 'c.decision' },
  ...{ decidedByRules: 'c.decided_by_rules', acknowledgedAt: at('c.acknowledged_at'), decidedAt: at('c.decided_at') },
  ...{ appealedAt: at('c.appealed_at'), withdrawnAt: at('c.withdrawn_at'), woundUpAt: at('c.wound_up_at') },
  remindedAt: at('c.reminded_at'),
  evidence: listOf('e.kind', 'e.no', sql`claim_evidence e where e.claim_id = c.id`),
  lines: listOf(line, 'l.line_no', sql`claim_lines l where l.claim_id = c.id`),
  proposed: sql`(select ${proposed} from claim_decisions d join approvals a on a.id = d.approval_id
    where d.claim_id = c.id and d.state = 'proposed')`,
  refunds: listOf(refund, 'f.id', sql`refunds f where f.claim_id = c.id`),
  return: sql`(select ${returned} from returns r where r.claim_id = c.id)`,
  replacements: listOf(
    replacement,
    'm.line_no, m.no',
    sql`claim_replacements m left join orders o on o.id = m.order_id
      left join order_lines l on l.order_id = o.id and l.line_no = 1 where m.claim_id = c.id`,
  ),
  unreturned: listOf(unreturned, 'u.no', sql`unreturned_originals u where u.claim_id = c.id and u.state = 'in_force'`),
  charge: sql`(select ${charge} from unreturned_originals u join approvals a on a.id = u.approval_id
    where u.claim_id = c.id and u.state = 'proposed')`,
  clockEvents: listOf('k.event', 'k.no', sql`claim_clock_events k where k.claim_id = c.id`),
  calendars: calendarsNamed(sql`select k.event ->> 'calendar' from claim_clock_events k where k.claim_id = c.id`),
  fired: listOf(
    jsonOf<ClaimFacts['fired'][number]>({ clock: 'v.clock', no: 'v.no', percent: 'v.percent' }),
    'v.clock, v.no, v.percent',
    sql`claim_levels v where v.claim_id = c.id`,
  ),
});

/** Everything that is stored of a claim, in one statement and one snapshot; its one parameter is the claim's id. */
export const selectClaim = handWritten<{ claim: ClaimRows }>(
  new PgDialect().sqlToQuery(sql`select ${claimRows} as claim from claims c where c.id = ${''}`).sql,
);
