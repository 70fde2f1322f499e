import type { Story } from '../story.ts';
import { comesTrue, endedAs, mustHold } from '../story-checks.ts';

export const happyCard: Story = {
  name: 'happy-card',
  title: 'An order by card, from the shop to the door',
  expect: 'delivered and completed; the card is charged once, at hand-over',
  play: async (context) => {
    const lines = [
      { sku: 'LAMP', quantity: 2 },
      { sku: 'CHAIR', quantity: 1 },
    ];
    const order = await context.place({ customer: 'zoe', lines, pay: 'pm_card_visa' });
    await order.sees('order.confirmed');
    await order.sees('shipment.labelled');
    await context.handOver(order, 1);
    await order.sees('order.completed');
    const charges = await context.vendors.charges(order.id);
    const { total } = await order.read();
    mustHold(
      context,
      'the payment provider took the total once',
      charges.map((c) => c.captured).join() === `${total.amount}`,
    );
    await comesTrue(context, 'confirmed, shipped, nearly there, delivered: told in French each time', async () => {
      const mails = await context.vendors.mails(order.id);
      return mails.length === 4 && mails.every(({ subject }) => subject.startsWith('Commande '));
    });
    return endedAs(order, 'completed', 'delivered, charged once');
  },
};
