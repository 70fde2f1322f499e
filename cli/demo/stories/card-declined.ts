import type { Story } from '../story.ts';
import { endedAs, mustHold } from '../story-checks.ts';

export const cardDeclined: Story = {
  name: 'card-declined',
  title: 'The card is declined, another one is given',
  expect: 'the units stay reserved while the order waits for the new card',
  play: async (context) => {
    const { api, timeline, vendors } = context;
    const lines = [{ sku: 'LAMP', quantity: 1 }];
    const order = await context.place({ customer: 'zoe', lines, pay: 'pm_card_chargeDeclined' });
    await order.sees('order.awaiting_payment');
    timeline.act('the customer', 'gives another card');
    const body = { payment: { method: 'card', token: 'pm_card_visa' } };
    await api.must('back_office', `POST /v1/orders/${order.id}/payment-method`, { body });
    await order.sees('shipment.labelled');
    await context.handOver(order, 1);
    await order.sees('order.completed');
    const taken = (await vendors.charges(order.id)).filter(({ captured }) => captured > 0);
    mustHold(context, 'the second card was charged once, the first never', taken.length === 1);
    return endedAs(order, 'completed', 'paid with the second card');
  },
};
