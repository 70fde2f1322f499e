import type { ClaimKind } from '../../domain/claims/claim-states.ts';
import { versionsInForce } from '../../domain/claims/claim-tables.ts';
import { mostWorthOf } from '../../domain/orders/worth.ts';
import { listTables } from '../decisions/tables.ts';
import { tellCustomer } from '../messages/tell-customer.ts';
import { changeOrder } from '../orders/change-order.ts';
import { claimEvidence, claimLines, claims } from '../schema/claims.ts';
import type { Tx } from '../transaction.ts';
import { claimableLines, moveClaimed, unitsToHold } from './claimable.ts';
import { paidLines } from './paid-lines.ts';

export type NewClaim = {
  readonly id: string;
  readonly orderId: string;
  readonly customerId: string;
  readonly caseId: string | null;
  readonly kind: ClaimKind;
  readonly cause: string | null;
  readonly description: string | null;
  readonly lines: readonly { readonly lineNo: number; readonly units: number; readonly serial: string | null }[];
  readonly evidence: readonly { readonly kind: string; readonly reference: string }[];
  readonly actor: string;
  /** Epoch ms. */
  readonly now: number;
};

/**
 * Writes a claim and takes its units from what can still be claimed, under the order's row lock: of any number who claim
 * the last unit at once, one holds it and the others hold nothing. The customer's row is locked before.
 */
export async function submitClaim(tx: Tx, claim: NewClaim): Promise<void> {
  const { id, orderId, caseId, customerId, kind, cause, description, now, actor } = claim;
  const versions = versionsInForce(await listTables(tx), now);
  const { lineOf } = await paidLines(tx, orderId);
  await changeOrder(tx, { orderId, now, actor, settle: false }, async ({ facts, record }) => {
    const held = unitsToHold(await claimableLines(tx, orderId), kind, claim.lines);
    await moveClaimed(tx, orderId, held);
    await tx
      .insert(claims)
      .values({ id, orderId, caseId, kind, cause, description, versions, currency: facts.currency });
    const rows = claim.lines.flatMap(({ lineNo, units, serial }) => {
      const line = facts.lines.find((one) => one.lineNo === lineNo);
      const holds = held.find((one) => one.lineNo === lineNo)?.units ?? 0;
      const paid = lineOf(lineNo);
      const priced = line && paid && { sku: line.sku, worthMinor: mostWorthOf(paid, Math.min(units, line.ordered)) };
      return priced ? [{ ...priced, claimId: id, lineNo, units, serial, held: holds }] : [];
    });
    await tx.insert(claimLines).values(rows);
    record('claim.submitted', { claim: id, kind, lines: held });
  });
  await addEvidence(tx, { claimId: id, from: 1, actor, now }, claim.evidence);
  const told = { customerId, process: `claim/${id}`, step: 'received', now };
  await tellCustomer(tx, { ...told, template: 'claim_received', params: { claim: id, order: orderId } });
}

export async function addEvidence(
  tx: Tx,
  { claimId, from, actor, now }: { claimId: string; from: number; actor: string; now: number },
  evidence: NewClaim['evidence'],
): Promise<void> {
  if (evidence.length === 0) return;
  const of = { claimId, addedBy: actor, addedAt: new Date(now) };
  await tx.insert(claimEvidence).values(evidence.map((one, index) => ({ ...of, ...one, no: from + index })));
}
