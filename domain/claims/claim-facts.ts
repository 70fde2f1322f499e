/** What is known of a claim. Instants are epoch ms. */
import type { CalendarOf } from '../clock/clock.ts';
import type { OrderStatus } from '../orders/order-states.ts';
import type { RefundState } from '../payments/refund-states.ts';
import type { ProcessState } from '../processes/process.ts';
import type { FiredLevel } from '../sla/named-clock.ts';
import type { LineDecision, LineVerdict } from './assess-line.ts';
import type { ClaimClockEvent, ClaimClockName, ClaimClocks } from './claim-clocks.ts';
import type { ClaimKind, ClaimStatus } from './claim-states.ts';
import type { TableVersions } from './claim-tables.ts';
import type { ClaimOutcome, ReturnStatus, UnreturnedAnswer } from './outcomes.ts';

export type DecidedLine = { readonly lineNo: number; readonly granted: number; readonly outcome: ClaimOutcome | null };

export type ClaimLineFacts = {
  readonly lineNo: number;
  readonly sku: string;
  readonly units: number;
  /** Units that the order's line counts as claimed because of this one. */
  readonly held: number;
  readonly worthMinor: number;
  readonly verdict: LineVerdict | null;
  readonly granted: number | null;
  readonly outcome: ClaimOutcome | null;
  readonly refunded: number;
  readonly credited: number;
  readonly replaced: number;
  readonly repaired: number;
  readonly sentBack: number;
};

/** `wanted`: to be bought; `none`: the customer sends it in a way of their own. */
export type ReturnLabelState = 'none' | 'wanted' | 'bought';

export type SentBackLine = { readonly lineNo: number; readonly units: number };

/** A parcel to the customer, of goods that came back and were not accepted. */
export type SendBack = {
  readonly id: string;
  readonly label: ReturnLabelState;
  readonly lines: readonly SentBackLine[];
  readonly sentAt: number | null;
  /** The warehouse has shown that it left. */
  readonly shown: boolean;
};

export type ReturnFacts = {
  readonly id: string;
  readonly status: ReturnStatus;
  readonly authorisedAt: number | null;
  readonly dueAt: number;
  readonly label: ReturnLabelState;
  readonly trackingCode: string | null;
  readonly lines: readonly {
    readonly lineNo: number;
    readonly sku: string;
    readonly units: number;
    readonly received: number;
    readonly inspected: number;
    readonly accepted: number;
  }[];
  readonly sendBacks: readonly SendBack[];
};

export type ProposedDecision = AskedApproval & {
  readonly no: number;
  readonly lines: readonly DecidedLine[];
  readonly amountMinor: number;
};

export type ClaimRefund = {
  readonly id: string;
  /** Whose payment it draws on: what is claimed of a replacement was paid for with another order. */
  readonly orderId: string;
  readonly state: RefundState;
  readonly amountMinor: number;
  /** A person says that it was done by hand. */
  readonly skipped: boolean;
  /** A person has said that it is to be tried again. */
  readonly retried: boolean;
  /** It bounced when its claim was over: somebody sees to it by its task, and it is not sent again. */
  readonly leftToTask: boolean;
};

/** An order that replaces units of a line. */
export type ClaimReplacement = {
  readonly lineNo: number;
  readonly no: number;
  readonly units: number;
  /** Null where none could be placed. */
  readonly orderId: string | null;
  readonly status: OrderStatus | null;
  /** Units of its order, and those of them that the customer has or is to have: the others were cancelled, or came back to us for good. */
  readonly ordered: number;
  readonly kept: number;
  /** The customer gets nothing of it, and its units are owed again. */
  readonly undone: boolean;
};

/** Some units of a line. */
export type AnsweredUnits = { readonly lineNo: number; readonly units: number };

/** What was said of originals that did not come back. */
export type Unreturned = AnsweredUnits & {
  readonly no: number;
  readonly answer: UnreturnedAnswer;
  readonly amountMinor: number;
  /** Units of these that came after all. */
  readonly takenBack: number;
  /** Units of the line that were accepted since. */
  readonly acceptedSince: number;
};

/** A charge that waits for an approval. */
export type AskedCharge = AnsweredUnits & AskedApproval & { readonly no: number; readonly amountMinor: number };

export type AskedApproval = {
  readonly approvalId: string;
  readonly digest: string;
  readonly proposedBy: string;
  readonly approverRole: string;
  readonly escalatesAt: number | null;
  readonly expiresAt: number;
};

export type ClaimFacts = ProcessState<ClaimStatus> & {
  readonly customerId: string;
  readonly orderId: string;
  /** The case in which it was made; null where it was made without one. */
  readonly caseId: string | null;
  /** Who of the staff has it in hand. */
  readonly owner: string | null;
  readonly acknowledgedAt: number | null;
  readonly kind: ClaimKind;
  readonly currency: string;
  readonly cause: string | null;
  readonly versions: TableVersions;
  readonly round: number;
  readonly decision: LineDecision | null;
  readonly decidedAt: number | null;
  readonly decidedByRules: boolean;
  readonly appealedAt: number | null;
  readonly withdrawnAt: number | null;
  /** Its customer is forgotten: only money that a provider still owes them is seen to. */
  readonly woundUpAt: number | null;
  readonly remindedAt: number | null;
  readonly evidence: readonly string[];
  readonly lines: readonly ClaimLineFacts[];
  readonly proposed: ProposedDecision | null;
  readonly refunds: readonly ClaimRefund[];
  readonly return: ReturnFacts | null;
  readonly replacements: readonly ClaimReplacement[];
  /** What was decided about originals that never came back. */
  readonly unreturned: readonly Unreturned[];
  readonly charge: AskedCharge | null;
  readonly clockEvents: readonly ClaimClockEvent[];
  /** Folded over the events; null before the first one is written. */
  readonly clocks: ClaimClocks | null;
  readonly calendarOf: CalendarOf;
  readonly fired: readonly FiredLevel<ClaimClockName>[];
};
