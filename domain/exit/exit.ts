/** One exit from the request to its end: what is true of it follows from these facts. Instants are epoch ms. */
import type { Moves, ProcessRules, ProcessState, ProcessWork } from '../processes/process.ts';
import type { ExitPolicy } from './exit-policy.ts';
import type { ExitReason } from './exit-reasons.ts';
import { afterReason, canMoveExit, type ExitKind, type ExitStatus, exitMoves } from './exit-states.ts';
import type { Notice } from './notice.ts';
import type { ExitOfferState, OfferAnswer, OfferKind } from './retention-offer.ts';
import type { OpenBusiness, UnpaidBalance } from './settlement.ts';

export type AskedApproval = {
  readonly id: string;
  readonly digest: string;
  readonly requester: string;
  readonly approverRole: string;
  readonly escalatesAt: number | null;
  readonly expiresAt: number;
};

export type ExitOfferFacts = {
  readonly kind: OfferKind;
  readonly valueMinor: number;
  readonly currency: string;
  readonly standsDays: number;
  readonly tableVersion: number;
  readonly state: ExitOfferState;
  readonly expiresAt: number | null;
  /** While somebody has to approve it. */
  readonly approval: AskedApproval | null;
};

export type ExitFacts = ProcessState<ExitStatus> & {
  readonly customerId: string;
  readonly kind: ExitKind;
  readonly policy: ExitPolicy;
  readonly zone: string;
  readonly notice: Notice;
  readonly openOrders: 'cancel' | 'deliver';
  readonly reason: ExitReason | null;
  readonly offerAnswer: OfferAnswer | null;
  readonly offer: ExitOfferFacts | null;
  readonly noticeLastDay: string | null;
  readonly noticeEndsAt: number | null;
  readonly rescindedAt: number | null;
  readonly settlingSince: number | null;
  readonly nextCheckAt: number | null;
  /** What is not over yet; read while it settles. */
  readonly business: readonly OpenBusiness[];
  readonly settledAt: number | null;
  /** Of the settlement, and what came up after it; read until the customer is erased. */
  readonly unpaid: readonly UnpaidBalance[];
  readonly documentsAt: number | null;
  readonly confirmedAt: number | null;
  readonly eraseAt: number | null;
  readonly eraseStartedAt: number | null;
  readonly erasedAt: number | null;
  readonly wonBackAt: number | null;
};

const given: readonly ExitOfferState[] = ['refused', 'expired', 'not_approved'];

function nextStatus(facts: ExitFacts): ExitStatus {
  const { status, offer } = facts;
  if (facts.rescindedAt !== null && canMoveExit(status, 'rescinded')) return 'rescinded';
  switch (status) {
    case 'requested':
      return facts.reason === null ? 'requested' : 'reason_captured';
    case 'reason_captured':
      return afterReason(facts.kind, offer !== null);
    case 'retention':
      if (offer?.state === 'accepted') return 'retained';
      return offer === null || given.includes(offer.state) ? 'notice' : 'retention';
    case 'notice':
      return facts.settlingSince === null ? 'notice' : 'settling';
    case 'settling':
      return facts.settledAt === null ? 'settling' : 'exporting';
    case 'exporting':
      return facts.confirmedAt === null ? 'exporting' : 'confirmed';
    case 'confirmed':
      return 'retention_hold';
    case 'retention_hold':
      if (facts.wonBackAt !== null) return 'won_back';
      return facts.erasedAt === null ? 'retention_hold' : 'erased';
    case 'retained':
    case 'rescinded':
    case 'won_back':
    case 'erased':
      return status;
  }
}

/** What an exit that settles waits for: ids of orders, claims, refunds and cases. */
export const waitsForIds = ({ business }: ExitFacts): string[] => business.map(({ id }) => id);

/** Null while documents are missing, or somebody still has to pay: nobody leaves before, by themselves or by being silent. */
export const confirmsItselfAt = ({ documentsAt, unpaid, policy }: ExitFacts): number | null =>
  documentsAt === null || unpaid.length > 0 ? null : documentsAt + policy.confirmsItselfMs;

function instants(facts: ExitFacts): (number | null)[] {
  const { status, offer } = facts;
  switch (status) {
    case 'requested':
      return [facts.openedAt + facts.policy.reasonWithinMs];
    case 'retention':
      return offer?.approval ? [offer.approval.escalatesAt, offer.approval.expiresAt] : [offer?.expiresAt ?? null];
    case 'notice':
      return [facts.noticeEndsAt];
    case 'settling':
      return [facts.nextCheckAt];
    case 'exporting':
      return [confirmsItselfAt(facts)];
    case 'retention_hold':
      return [facts.eraseStartedAt === null ? facts.eraseAt : null];
    default:
      return [];
  }
}

export const exitRules: ProcessRules<ExitFacts, ExitStatus> = {
  kind: 'exit',
  moves: exitMoves satisfies Moves<ExitStatus>,
  nextStatus,
  wakeAt: (facts) => {
    const known = instants(facts).filter((at) => at !== null);
    return known.length === 0 ? null : Math.min(...known);
  },
  dueWork: ({ id, status, documentsAt, eraseStartedAt, erasedAt }): ProcessWork[] => {
    if (status === 'exporting' && documentsAt === null) return [{ kind: 'documents', subject: id }];
    const erasing = status === 'retention_hold' && eraseStartedAt !== null && erasedAt === null;
    return erasing ? [{ kind: 'erasure', subject: id }] : [];
  },
};
