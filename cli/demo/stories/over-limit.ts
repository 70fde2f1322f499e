import { problemOf } from '../demo-api.ts';
import type { Story } from '../story.ts';
import { endedAs, mustHold } from '../story-checks.ts';

export const overLimit: Story = {
  name: 'over-limit',
  title: 'Over the limit: somebody else must approve',
  expect: 'who asked is refused, the agent is refused, the supervisor approves; nothing is charged before',
  play: async (context) => {
    const { api, timeline, vendors } = context;
    const lines = [{ sku: 'SOFA', quantity: 7 }];
    const order = await context.place({ as: 'admin', customer: 'ben', lines, pay: 'pm_card_visa' });
    await order.sees('order.awaiting_approval');
    const { approval } = await order.read();
    const body = { decision: 'approve', reason: 'A known customer', digest: approval?.digest };
    const decide = (as: 'admin' | 'agent' | 'supervisor') =>
      api.send(as, `POST /v1/approvals/${approval?.id}/decision`, { body });

    timeline.act('the manager', 'tries to approve what they asked for');
    const own = problemOf(await decide('admin'));
    mustHold(context, `refused: ${own?.detail}`, own?.code === 'requester_cannot_decide');
    timeline.act('the agent', 'tries to approve it');
    const small = problemOf(await decide('agent'));
    mustHold(context, `refused: ${small?.detail}`, small?.code === 'above_authority');
    mustHold(context, 'nothing is charged yet', (await vendors.charges(order.id)).length === 0);
    timeline.act('the supervisor', 'approves it');
    mustHold(context, 'accepted', (await decide('supervisor')).status === 200);

    await order.sees('shipment.labelled');
    await context.handOver(order, 1);
    await order.sees('order.completed');
    return endedAs(order, 'completed', 'approved by the supervisor alone');
  },
};
