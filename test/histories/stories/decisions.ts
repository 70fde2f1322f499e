/** Stories in which a person decides how the order goes on. */
import { addressOfHers, planted, reason } from '../personal-data.ts';
import type { Stage } from '../stage.ts';
import type { Story } from '../story.ts';

export const decisions: readonly Story[] = [
  {
    name: 'shortage-decided',
    play: async ({ product, place, world, must, deliver, ends }) => {
      const id = await place(await product('SHORT', { MTL: 3 }), 5);
      await world.reaches(id, 'awaiting_decision');
      await must('back_office', `/v1/orders/${id}/decision`, { version: 1, choice: 'drop_short' });
      await deliver(`${id}-S1`);
      await ends(id, 'completed');
      return id;
    },
  },
  {
    name: 'approved-by-supervisor',
    play: async (stage) => {
      const { product, place, deliver, ends } = stage;
      const id = await place(await product('DEAR', { MTL: 10 }, 100_000), 7);
      await decideApproval(stage, id, 'approve');
      await deliver(`${id}-S1`);
      await ends(id, 'completed');
      return id;
    },
  },
  {
    name: 'approval-rejected',
    play: async (stage) => {
      const { product, place, ends } = stage;
      const id = await place(await product('TOO-DEAR', { MTL: 10 }, 100_000), 8);
      await decideApproval(stage, id, 'reject');
      await ends(id, 'cancelled');
      return id;
    },
  },
  {
    name: 'declined-then-new-card',
    play: async ({ product, place, world, must, deliver, ends }) => {
      const declined = { method: 'card', token: planted.declinedCardToken };
      const id = await place(await product('DECLINED', { MTL: 1 }), 1, { payment: declined });
      await world.reaches(id, 'awaiting_payment');
      await must('back_office', `/v1/orders/${id}/payment-method`, {
        payment: { method: 'card', token: planted.cardToken },
      });
      await deliver(`${id}-S1`);
      await ends(id, 'completed');
      return id;
    },
  },
  {
    name: 'cancelled-while-packed',
    play: async ({ product, place, world, must, ends }) => {
      const id = await place(await product('PACKED', { MTL: 2 }), 2);
      await world.labelled(`${id}-S1`);
      await must('agent', `/v1/orders/${id}/cancel`, { reason });
      await ends(id, 'cancelled');
      return id;
    },
  },
  {
    name: 'amended',
    play: async ({ product, place, world, rows, must, deliver, ends }) => {
      const shipTo = { ...addressOfHers, postalCode: '123' };
      const id = await place(await product('AMENDED', { MTL: 3 }), 1, { shipTo });
      await world.reaches(id, 'on_hold');
      const ifMatch = async () => ({ 'if-match': `"${await rows.version(id)}"` });
      const change = {
        quantities: [{ lineNo: 1, quantity: 2 }],
        shipTo: { ...addressOfHers, line1: planted.newStreet },
      };
      const preview = await must('agent', `/v1/orders/${id}/amendments`, change, await ifMatch());
      const confirm = `/v1/orders/${id}/amendments/${preview.body.result.no}/confirm`;
      await must('agent', confirm, {}, await ifMatch());
      await deliver(`${id}-S1`);
      await ends(id, 'completed');
      return id;
    },
  },
];

async function decideApproval({ world, rows, must }: Stage, id: string, decision: string): Promise<void> {
  await world.reaches(id, 'awaiting_approval');
  const approval = await rows.approval(id);
  const body = { decision, reason, digest: approval.digest };
  await must('supervisor', `/v1/approvals/${approval.id}/decision`, body);
}
