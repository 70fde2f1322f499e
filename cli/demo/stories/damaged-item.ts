import { z } from 'zod';
import { problemOf } from '../demo-api.ts';
import { standing } from '../followed.ts';
import type { Story } from '../story.ts';
import { comesTrue, endedAs, mustHold } from '../story-checks.ts';

const claimNow = z.looseObject({
  ...standing,
  waiting: z.looseObject({ who: z.array(z.string()), message: z.looseObject({ en: z.string() }) }).nullable(),
  approval: z.looseObject({ id: z.string(), digest: z.string() }).nullable(),
});

export const damagedItem: Story = {
  name: 'damaged-item',
  title: 'Delivered, damaged, claimed: a second person approves',
  expect: 'the rules send it to a person, whose yes needs another’s; then the sofas are paid back, the lamp is not',
  play: async (context) => {
    const { api, timeline, vendors } = context;
    const lines = [
      { sku: 'SOFA', quantity: 3 },
      { sku: 'LAMP', quantity: 1 },
    ];
    const order = await context.place({ customer: 'zoe', lines, pay: 'pm_card_visa' });
    await order.sees('shipment.labelled');
    await context.handOver(order, 1);
    await order.sees('order.delivered');

    timeline.act('the customer', 'writes that the sofas came wet, with a photo');
    const evidence = [{ kind: 'photo', reference: 'https://photos.example/wet-sofas.jpg' }];
    const body = { orderId: order.id, kind: 'damaged', lines: [{ lineNo: 1, units: 3 }], evidence };
    const claim = await context.open({ as: 'back_office', path: '/v1/claims', body, shape: claimNow });
    await claim.sees('claim.in_review');
    timeline.act('the agent', 'grants a refund; nothing needs to come back');
    const granted = { lines: [{ lineNo: 1, granted: 3, outcome: 'refund_only' }], reason: 'Soaked, not to be saved' };
    await api.must('agent', `POST /v1/claims/${claim.id}/decision`, { body: granted });
    await claim.sees('approval.requested');
    const { approval, waiting } = await claim.read();
    timeline.note(waiting?.message.en ?? '');
    const decide = (as: 'agent' | 'supervisor' | 'admin') => {
      const yes = { decision: 'approve', reason: 'The photo says it', digest: approval?.digest };
      return api.send(as, `POST /v1/approvals/${approval?.id}/decision`, { body: yes });
    };
    timeline.act('the agent', 'tries to approve it too');
    const own = problemOf(await decide('agent'));
    mustHold(context, `refused: ${own?.detail}`, own?.code === 'requester_cannot_decide');
    mustHold(context, 'nothing is refunded yet', (await vendors.refunds(order.id)).length === 0);
    // What was granted within a day counts together: after many runs it takes the manager.
    const approver = waiting?.who.includes('admin') ? 'admin' : 'supervisor';
    timeline.act(approver === 'admin' ? 'the manager' : 'the supervisor', 'approves it');
    mustHold(context, 'accepted', (await decide(approver)).status === 200);

    await claim.sees('claim.closed');
    await comesTrue(context, 'the sofas were refunded, once, with their tax; the lamp was not', async () => {
      const refunds = await vendors.refunds(order.id);
      return refunds.length === 1 && refunds[0]?.status === 'succeeded' && refunds[0]?.amount === 344_925;
    });
    await comesTrue(context, 'told in French that it came, and how it was decided', async () => {
      const told = (await vendors.mails(claim.id)).map(({ subject }) => subject);
      return told.length >= 2 && told.every((subject) => subject.includes('éclamation'));
    });
    await order.sees('order.completed');
    return endedAs(claim, 'closed', 'approved by a second person, refunded once');
  },
};
