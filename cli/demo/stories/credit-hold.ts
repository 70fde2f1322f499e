import type { Story } from '../story.ts';
import { endedAs, mustHold } from '../story-checks.ts';

export const creditHold: Story = {
  name: 'credit-hold',
  title: 'An account customer over the credit limit',
  expect: 'the order is held until an agent releases it, then ships on account',
  play: async (context) => {
    const { api, timeline, vendors } = context;
    const lines = [{ sku: 'CHAIR', quantity: 8 }];
    const order = await context.place({ customer: 'acme', lines, pay: 'account' });
    await order.sees('order.on_hold');
    const { waiting } = await order.read();
    timeline.note(waiting?.message.en ?? '');
    timeline.act('the agent', 'releases the hold');
    const body = { reason: 'Acme paid its last invoice today' };
    await api.must('agent', `POST /v1/orders/${order.id}/holds/credit/release`, { body });
    await order.sees('shipment.labelled');
    await context.handOver(order, 1);
    await order.sees('order.completed');
    mustHold(context, 'no card was involved', (await vendors.charges(order.id)).length === 0);
    return endedAs(order, 'completed', 'held, released by an agent, shipped on account');
  },
};
