import type { Story } from '../story.ts';
import { comesTrue, endedAs, mustHold } from '../story-checks.ts';

export const cancelWhilePacked: Story = {
  name: 'cancel-while-packed',
  title: 'Cancelled while it is being packed',
  expect: 'the label is void, the units are free again, and the card is never charged',
  play: async (context) => {
    const { api, timeline, vendors } = context;
    const lines = [{ sku: 'CHAIR', quantity: 2 }];
    const order = await context.place({ customer: 'ben', lines, pay: 'pm_card_visa' });
    await order.sees('shipment.labelled');
    timeline.act('the customer', 'changes their mind and calls the agent, who cancels');
    const body = { reason: 'The customer found another chair' };
    await api.must('agent', `POST /v1/orders/${order.id}/cancel`, { body });
    await order.sees('order.cancelled');
    const labels = await vendors.labels(order.id);
    mustHold(context, 'the carrier gives the label back', labels.length === 1 && labels[0]?.refunded === true);
    const charges = await vendors.charges(order.id);
    const free = charges.length > 0 && charges.every(({ captured, status }) => captured === 0 && status === 'canceled');
    mustHold(context, 'the card is free and was never charged', free);
    await comesTrue(context, 'the customer is told', async () => {
      const mails = await context.vendors.mails(order.id);
      return mails.some(({ subject }) => subject.endsWith('is cancelled'));
    });
    return endedAs(order, 'cancelled', 'label void, card never charged');
  },
};
