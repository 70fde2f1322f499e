/** Stories of claims: what was wrong with a delivered order, and what the customer got for it. */
import { planted, reason } from '../personal-data.ts';
import type { Stage } from '../stage.ts';
import type { Story } from '../story.ts';

const path = '/v1/claims';

export const claims: readonly Story[] = [
  {
    name: 'claim-auto-approved',
    play: async (stage) => {
      const id = await openClaim(stage, 'CRACKED');
      await stage.processes.ends(path, id, 'closed');
      return id;
    },
  },
  {
    name: 'claim-approved-and-returned',
    play: async (stage) => {
      const { processes, must } = stage;
      const upTo = { amount: 20_000, currency: 'CAD' };
      const limits = [
        { role: 'agent', upTo },
        { role: 'supervisor', upTo: { ...upTo, amount: 2_500_000 } },
      ];
      await processes.publish('admin', '/v1/approval-limits', { limits });
      const id = await openClaim(stage, 'UNLOVED', { kind: 'return', priceMinor: 100_000 });
      const lines = [{ lineNo: 1, granted: 1, outcome: 'return_then_refund' }];
      await must('agent', `${path}/${id}/decision`, { lines, reason });
      const { approval } = await processes.read(path, id);
      const yes = { decision: 'approve', reason, digest: approval.digest };
      await must('supervisor', `/v1/approvals/${approval.id}/decision`, yes);
      await processes.comesTo(path, id, 'waiting for goods', (claim) => claim.return?.status === 'authorised');
      const returned = `/v1/returns/${id}-RET`;
      await must('warehouse', `${returned}/receipts`, { units: [{ sku: 'UNLOVED', units: 1 }] });
      const found = { lineNo: 1, units: 1, accepted: true, disposition: 'restock' };
      await must('warehouse', `${returned}/inspections`, { lines: [found] });
      await processes.ends(path, id, 'closed');
      return id;
    },
  },
  {
    name: 'claim-provider-answers-late',
    play: async (stage) => {
      await stage.world.stripe.fault({ op: 'refund', mode: 'timeout_after' });
      const id = await openClaim(stage, 'LATE-REFUND');
      await stage.processes.ends(path, id, 'closed');
      return id;
    },
  },
  {
    name: 'claim-refund-refused',
    play: async (stage) => {
      const { processes, must, world } = stage;
      await world.stripe.fault({ op: 'refund', mode: 'decline' });
      const id = await openClaim(stage, 'NO-REFUND');
      await processes.comesTo(path, id, 'stuck', ({ waiting }) => waiting?.for === 'intervention');
      const { refunds } = await processes.read(path, id);
      await must('agent', `${path}/${id}/intervention`, { subject: refunds[0].id, resolution: 'retry', reason });
      await processes.ends(path, id, 'closed');
      return id;
    },
  },
];

/** Of an order of hers that was delivered; what is cheap and shown damaged is granted by the rules alone. */
async function openClaim(
  stage: Stage,
  sku: string,
  { kind = 'damaged', priceMinor = 2000 }: { readonly kind?: string; readonly priceMinor?: number } = {},
): Promise<string> {
  const { product, place, world, deliver, processes, tracked } = stage;
  const orderId = await place(await product(sku, { MTL: 1 }, priceMinor), 1);
  await deliver(`${orderId}-S1`);
  await tracked(`${orderId}-S1`, 'delivered');
  await world.reaches(orderId, 'delivered');
  const evidence = [{ kind: 'photo', reference: `file://${planted.email}/1.jpg` }];
  const description = `${planted.name} found it broken`;
  return processes.open('back_office', path, {
    orderId,
    kind,
    description,
    evidence,
    lines: [{ lineNo: 1, units: 1 }],
  });
}
