import type { Story } from '../story.ts';
import { endedAs, mustHold } from '../story-checks.ts';

export const shortageDecision: Story = {
  name: 'shortage-decision',
  title: 'Not enough in stock: the customer decides',
  expect: 'three of five vases ship now; the other two ship when goods arrive',
  play: async (context) => {
    const { api, timeline } = context;
    const lines = [{ sku: 'VASE', quantity: 5 }];
    const order = await context.place({ customer: 'zoe', lines, pay: 'pm_card_visa' });
    await order.sees('order.awaiting_decision');
    const { offer } = await order.read();
    timeline.act('the customer', 'chooses to get now what there is');
    const body = { version: offer?.version, choice: 'ship_available' };
    await api.must('back_office', `POST /v1/orders/${order.id}/decision`, { body });
    await order.sees('shipment.labelled');
    await context.handOver(order, 1);
    await order.sees('shipment.delivered');
    timeline.act('the warehouse', 'receives 2 VASE in Montréal');
    const receipt = { lines: [{ sku: 'VASE', locationId: 'MTL', quantity: 2 }] };
    await api.must('warehouse', 'POST /v1/stock/receipts', { body: receipt });
    await order.sees('shipment.labelled', ({ shipment }) => shipment === `${order.id}-S2`);
    await context.handOver(order, 2);
    await order.sees('order.completed');
    const { total } = await order.read();
    const taken = (await context.vendors.charges(order.id)).map(({ captured }) => captured);
    const sum = taken.reduce((one, other) => one + other, 0);
    mustHold(context, 'each parcel was charged when it left', taken.length === 2 && sum === total.amount);
    return endedAs(order, 'completed', '3 shipped at once, 2 when they came in');
  },
};
