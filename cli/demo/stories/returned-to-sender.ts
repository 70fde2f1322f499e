import type { Story } from '../story.ts';
import { endedAs, mustHold } from '../story-checks.ts';

export const returnedToSender: Story = {
  name: 'returned-to-sender',
  title: 'The carrier brings a parcel back',
  expect: 'the parcel is refused at the door, comes back, is put on the shelf again, and all is refunded',
  play: async (context) => {
    const { api, timeline, vendors } = context;
    const lines = [{ sku: 'LAMP', quantity: 2 }];
    const shipToName = 'Zoé Tremblay (RETURN)';
    const order = await context.place({ customer: 'zoe', lines, pay: 'pm_card_visa', shipToName });
    await order.sees('shipment.labelled');
    await context.handOver(order, 1);
    await order.sees('shipment.returning');
    timeline.act('the warehouse', 'receives the parcel: both lamps are as new');
    const body = {
      lines: [{ lineNo: 1, restocked: 2, writtenOff: 0 }],
      // biome-ignore lint/suspicious/noThenProperty: a field of the request, never awaited
      then: 'refund',
      reason: 'Refused at the door, unopened',
    };
    await api.must('warehouse', `POST /v1/shipments/${order.id}-S1/returns`, { body });
    await order.sees('order.completed');
    const { total } = await order.read();
    const refunds = await vendors.refunds(order.id);
    const once = refunds.length === 1 && refunds[0]?.status === 'succeeded';
    mustHold(context, 'the whole total was refunded, once', once && refunds[0]?.amount === total.amount);
    return endedAs(order, 'completed', 'restocked and refunded in full');
  },
};
