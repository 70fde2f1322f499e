import { sql } from 'drizzle-orm';
import { foldTracking, type Scan } from '../../domain/shipping/tracking-fold.ts';
import type { Database } from '../pool.ts';
import type { Finding } from './finding.ts';
import { inPages } from './pages.ts';

const parcelsPerPage = 200;

type Row = {
  readonly id: string;
  readonly state: string;
  readonly tracking: string | null;
  readonly failedAttempts: number;
  readonly scans: readonly Scan[];
};

/** I10, parcels: where a parcel stands is the fold of everything the carrier said about it. */
export async function auditTracking(database: Database): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const row of inPages((after) => readPage(database, after))) {
    const detail = differenceOf(row);
    if (detail !== null) findings.push({ invariant: 'I10', subject: row.id, detail, next });
  }
  return findings;
}

const next =
  'Write down what the scans say with a tracking correction, and tell the customer if they were told otherwise.';

function differenceOf({ state, tracking, failedAttempts, scans }: Row): string | null {
  const fold = foldTracking(scans);
  // What our warehouse has counted stays, whatever the carrier says after it.
  if (tracking === 'returned' && scans.some((scan) => scan.status === 'returned')) {
    return state === 'ended' ? null : `The parcel has come back and its shipment is ${state}.`;
  }
  if (fold.status !== tracking)
    return `The parcel is ${tracking ?? 'unseen'}, its scans say ${fold.status ?? 'nothing'}.`;
  if (fold.failedAttempts !== failedAttempts) {
    return `${failedAttempts} failed attempts are counted, the scans show ${fold.failedAttempts}.`;
  }
  const away = state === 'handed_over' || state === 'ended';
  if (away && fold.ended !== (state === 'ended')) {
    return `The parcel is ${tracking ?? 'unseen'} and its shipment ${state}.`;
  }
  return null;
}

/** Scans on a voided label move nothing, so those parcels are left out. */
async function readPage({ query }: Database, after: string): Promise<readonly Row[]> {
  return query.execute<Row>(sql`
    select s.id, s.state, s.tracking, s.failed_attempts as "failedAttempts",
      coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'status', c.status, 'rawCode', c.raw_code, 'message', '',
        'correction', c.correction, 'occurredAt', to_char(c.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
        from scans c where c.shipment_id = s.id), '[]') as scans
    from shipments s
    where s.id > ${after} and s.state not in ('voiding', 'cancelled')
    order by s.id limit ${parcelsPerPage}::int`);
}
