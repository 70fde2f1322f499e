/** What people do to a claim, and what they claim. */
import { expect } from 'vitest';
import type { Scenario } from '../harness/scenario.ts';
import { type Moves, nothing, patient } from './life.ts';

const photo = { kind: 'photo', reference: 'file://1.jpg' };

/** Dear enough that a person decides. */
export const dear = { priceMinor: 200_000, withTax: 229_950 };

export function claimMoves({ must, made, becomes, leaves }: Moves, scenario: Scenario) {
  const inspected = (claimId: string, line: object) =>
    must('warehouse', `/v1/returns/${claimId}-RET/inspections`, { lines: [{ lineNo: 1, units: 1, ...line }] });

  async function received(claimId: string, sku: string, status = 'authorised'): Promise<void> {
    await becomes(`/v1/claims/${claimId}`, { return: { status, label: 'bought' } });
    await must('warehouse', `/v1/returns/${claimId}-RET/receipts`, { units: [{ sku, units: 1 }] });
  }

  return {
    photo,

    claim: async (orderId: string, kind: string, more: object = {}): Promise<string> => {
      const asked = { orderId, kind, lines: [{ lineNo: 1, units: 1 }], evidence: [photo], ...more };
      return (await made('back_office', '/v1/claims', asked)).id;
    },

    /** By a person, to whom it comes. */
    granted: async (claimId: string, outcome: string, units = 1): Promise<void> => {
      await becomes(`/v1/claims/${claimId}`, { status: 'in_review' });
      const lines = [{ lineNo: 1, granted: units, outcome }];
      await must('admin', `/v1/claims/${claimId}/decision`, { lines, reason: 'seen' });
    },

    /** What was granted comes back as it went, with the label that was paid for it. */
    comesBack: async (claimId: string, sku: string, disposition = 'restock'): Promise<void> => {
      await received(claimId, sku);
      await inspected(claimId, { accepted: true, disposition });
      leaves(claimId, { ...nothing, labels: ['RET sold'] });
    },

    /** The same after its day, when nobody waited for it any more. */
    comesLate: async (claimId: string, sku: string): Promise<void> => {
      await received(claimId, sku, 'expired');
      await inspected(claimId, { accepted: true, disposition: 'restock' });
      leaves(claimId, { ...nothing, labels: ['RET sold'] });
    },

    /** What comes back is no good, and goes to its customer again. */
    comesBackBroken: async (claimId: string, sku: string): Promise<void> => {
      await received(claimId, sku);
      await inspected(claimId, { accepted: false, disposition: 'send_back' });
      leaves(claimId, { ...nothing, labels: ['RET sold', 'RET-B1 sold'] });
    },

    refunded: (orderId: string, ...amounts: number[]) => {
      const refunds = (amounts.length === 0 ? [1150] : amounts).map((amount) => `succeeded ${amount}`);
      return expect.poll(async () => (await scenario.booked(orderId)).refunds, patient).toEqual(refunds);
    },
  };
}
