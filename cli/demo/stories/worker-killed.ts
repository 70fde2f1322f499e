import type { Story } from '../story.ts';
import { comesTrue, endedAs, mustHold } from '../story-checks.ts';

export const workerKilled: Story = {
  name: 'worker-killed',
  title: 'The worker is killed in the middle of an order',
  alone: true, // the fault hits whoever buys the next label
  expect:
    'the carrier has sold the label but its answer is lost; after the restart there is still one label, one charge',
  play: async (context) => {
    const { timeline, vendors, program } = context;
    await vendors.loseNextLabelAnswer();
    const lines = [{ sku: 'LAMP', quantity: 1 }];
    const order = await context.place({ customer: 'ben', lines, pay: 'pm_card_visa' });
    await order.sees('order.confirmed');
    const sold = async () => (await vendors.labels(order.id)).length > 0;
    await comesTrue(context, 'the carrier has sold the label; its answer never comes', sold);
    const ours = order.events().some(({ type }) => type === 'shipment.labelled');
    mustHold(context, 'our book does not know of it', !ours);
    timeline.act('somebody', 'kills the worker (SIGKILL)');
    await program.kill('worker');
    timeline.act('somebody', 'starts it again');
    await program.restart('worker');
    timeline.note('The worker is back. Temporal hands it the order where it stopped.');
    await order.sees('shipment.labelled');
    await context.handOver(order, 1);
    await order.sees('order.completed');
    const labels = await vendors.labels(order.id);
    mustHold(context, "the carrier's book: one label", labels.length === 1);
    const charges = await vendors.charges(order.id);
    const { total } = await order.read();
    const once = charges.length === 1 && charges[0]?.captured === total.amount;
    mustHold(context, "the payment provider's book: one charge, of the total", once);
    return endedAs(order, 'completed', 'one label, one charge, nothing lost');
  },
};
