import type { Database } from '../pool.ts';
import { auditApprovals } from './approvals.ts';
import { auditCapturedWorth } from './captured-worth.ts';
import { auditCases } from './cases.ts';
import { auditClaimClocks } from './claim-clocks.ts';
import { auditClaims } from './claims.ts';
import { auditCommands } from './commands.ts';
import { auditDeals } from './deals.ts';
import { auditEvents } from './events.ts';
import { auditErased, auditSettlements } from './exits.ts';
import type { Finding, Invariant } from './finding.ts';
import { auditLineLedger } from './line-ledger.ts';
import { auditMessages } from './messages.ts';
import { auditMoneyLedger } from './money-ledger.ts';
import { auditOnboardings } from './onboardings.ts';
import { auditOverdueLooks, auditOverdueOrders } from './overdue.ts';
import { auditRefunds } from './refunds.ts';
import { auditReservations } from './reservations.ts';
import { auditStock } from './stock.ts';
import { auditTracking } from './tracking.ts';

/** The invariants that the database alone can answer for. */
export const databaseInvariants = [
  'I1',
  'I3',
  'I5',
  'I6',
  'I8',
  'I9',
  'I10',
  'I11',
  'I12',
  'I13',
  'I14',
  'I15',
  'I16',
  'I17',
  'I18',
] as const satisfies readonly Invariant[];

const audits = [
  auditStock,
  auditReservations,
  auditRefunds,
  auditCommands,
  auditApprovals,
  auditEvents,
  auditLineLedger,
  auditMoneyLedger,
  auditCapturedWorth,
  auditTracking,
  auditCases,
  auditClaims,
  auditClaimClocks,
  auditSettlements,
  auditErased,
  auditOnboardings,
  auditDeals,
  auditMessages,
  auditOverdueOrders,
  auditOverdueLooks,
];

/** Everything that does not hold in the database, in the order of the invariants. Reads only, locks nothing. */
export async function runAudit(database: Database): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const audit of audits) findings.push(...(await audit(database)));
  return findings;
}
