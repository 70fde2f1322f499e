import type { Story } from '../story.ts';
import { endedAs, mustHold } from '../story-checks.ts';

export const splitWarehouses: Story = {
  name: 'split-warehouses',
  title: 'One order, two warehouses',
  expect: 'no warehouse has three desks, so two parcels leave, each with its own charge',
  play: async (context) => {
    const lines = [{ sku: 'DESK', quantity: 3 }];
    const order = await context.place({ customer: 'ben', lines, pay: 'pm_card_visa' });
    await order.sees('order.allocated');
    for (const { text } of (await order.read()).planReasons) context.timeline.note(text.en);
    for (const no of [1, 2]) await order.sees('shipment.labelled', ({ shipment }) => shipment === `${order.id}-S${no}`);
    await context.handOver(order, 1);
    await context.handOver(order, 2);
    await order.sees('order.completed');
    const { shipments, total } = await order.read();
    const from = new Set(shipments.map(({ locationId }) => locationId));
    mustHold(context, 'one parcel left from Montréal and one from Toronto', from.has('MTL') && from.has('TOR'));
    const charges = await context.vendors.charges(order.id);
    const taken = charges.reduce((sum, { captured }) => sum + captured, 0);
    mustHold(context, 'two charges, and together exactly the total', charges.length === 2 && taken === total.amount);
    return endedAs(order, 'completed', 'two parcels, two charges that add up to the total');
  },
};
