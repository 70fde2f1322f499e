import { sql } from 'drizzle-orm';
import type { EnrolmentStatus, StopReason } from '../../domain/sales/cadence.ts';
import type { Database } from '../pool.ts';
import {
  equal,
  type ListedProcess,
  listProcesses,
  type ProcessFilter,
  type ProcessPage,
} from '../processes/list-processes.ts';

type EnrolmentSummary = ListedProcess<EnrolmentStatus> & {
  readonly cadence: string;
  readonly cadenceVersion: number;
  /** How many touches are done. */
  readonly nextStep: number;
  readonly owner: string;
  readonly stoppedBecause: StopReason | null;
};

/** Of one cadence, in whichever version. */
export function listEnrolments(
  database: Pick<Database, 'query'>,
  { cadence, ...filter }: ProcessFilter<EnrolmentStatus> & { readonly cadence: string },
  page: ProcessPage,
): Promise<EnrolmentSummary[]> {
  const columns = sql`e.cadence_id as cadence, e.cadence_version as "cadenceVersion", e.next_step as "nextStep", e.owner,
    e.stopped_because as "stoppedBecause"`;
  const joins = sql`join enrolments e on e.id = p.id`;
  const conditions = equal({ 'e.cadence_id': cadence });
  return listProcesses(database, { kind: 'enrolment', columns, joins, filter, conditions }, page);
}
