import { and, eq } from 'drizzle-orm';
import { type AskedApproval, type ExitFacts, type ExitOfferFacts, exitRules } from '../../domain/exit/exit.ts';
import type { ExitStatus } from '../../domain/exit/exit-states.ts';
import type { ProcessStore } from '../processes/change-process.ts';
import { approvals } from '../schema/approvals.ts';
import { exitEvaluations, exitOffers, exitSettlements, exits } from '../schema/exit.ts';
import type { Tx } from '../transaction.ts';
import { readOpenBusiness } from './open-business.ts';
import { readUnpaid } from './read-settlement.ts';

const ms = (at: Date | null | undefined): number | null => at?.getTime() ?? null;

const mayBeUnpaid: readonly ExitStatus[] = ['exporting', 'confirmed', 'retention_hold'];

export const exitStore: ProcessStore<ExitFacts, ExitStatus> = {
  ...exitRules,
  load: async (tx, state) => {
    const [row] = await tx
      .select({ exit: exits, settledAt: exitSettlements.settledAt })
      .from(exits)
      .leftJoin(exitSettlements, eq(exitSettlements.exitId, exits.id))
      .where(eq(exits.id, state.id));
    if (!row) throw new Error(`exit ${state.id} has lost its row`);
    const { customerId, kind, policy, zone, notice, openOrders, reason, offerAnswer, noticeLastDay } = row.exit;
    return {
      ...state,
      ...{ customerId, kind, policy, zone, notice, openOrders, reason, offerAnswer, noticeLastDay },
      offer: await readOffer(tx, state.id),
      noticeEndsAt: ms(row.exit.noticeEndsAt),
      rescindedAt: ms(row.exit.rescindedAt),
      settlingSince: ms(row.exit.settlingSince),
      nextCheckAt: ms(row.exit.nextCheckAt),
      business: state.status === 'settling' ? await readOpenBusiness(tx, customerId) : [],
      settledAt: ms(row.settledAt),
      unpaid: mayBeUnpaid.includes(state.status) ? await readUnpaid(tx, state.id) : [],
      documentsAt: ms(row.exit.documentsAt),
      confirmedAt: ms(row.exit.confirmedAt),
      eraseAt: ms(row.exit.eraseAt),
      eraseStartedAt: ms(row.exit.eraseStartedAt),
      erasedAt: ms(row.exit.erasedAt),
      wonBackAt: ms(row.exit.wonBackAt),
    };
  },
};

async function readOffer(tx: Tx, exitId: string): Promise<ExitOfferFacts | null> {
  const [row] = await tx
    .select({ offer: exitOffers, approval: approvals, tableVersion: exitEvaluations.tableVersion })
    .from(exitOffers)
    .innerJoin(exitEvaluations, eq(exitEvaluations.exitId, exitOffers.exitId))
    .leftJoin(approvals, and(eq(approvals.id, exitOffers.approvalId), eq(approvals.state, 'open')))
    .where(eq(exitOffers.exitId, exitId));
  if (!row) return null;
  const { kind, valueMinor, currency, standsDays, state, expiresAt } = row.offer;
  return {
    ...{ kind, valueMinor, currency, standsDays, state },
    tableVersion: row.tableVersion,
    expiresAt: ms(expiresAt),
    approval: row.approval && asked(row.approval),
  };
}

function asked({ id, digest, requester, approverRole, ...at }: typeof approvals.$inferSelect): AskedApproval {
  const { escalatesAt, expiresAt } = at;
  return { id, digest, requester, approverRole, escalatesAt: ms(escalatesAt), expiresAt: expiresAt.getTime() };
}
