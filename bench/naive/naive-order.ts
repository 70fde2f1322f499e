/** The order as one writes it without thinking of cost: an activity per line and per status, a signal per carrier event. */
import { condition, defineSignal, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
import type { NaiveActivities } from './activities.ts';

export type NaiveInput = {
  readonly orderId: string;
  readonly lines: readonly number[];
  readonly claimWindowMs: number;
};

const handOverSignal = defineSignal('handOver');
const scanSignal = defineSignal<[string]>('scan');

const act = proxyActivities<NaiveActivities>({ startToCloseTimeout: '60s' });

export async function naiveOrder({ orderId, lines, claimWindowMs }: NaiveInput): Promise<void> {
  let handedOver = false;
  const scans: string[] = [];
  setHandler(handOverSignal, () => {
    handedOver = true;
  });
  setHandler(scanSignal, (scan) => {
    scans.push(scan);
  });

  await act.screen(orderId);
  await act.setStatus(orderId, 'allocating');
  for (const line of lines) await act.reserveLine(orderId, line);
  await act.authorise(orderId);
  for (const line of lines) await act.commitLine(orderId, line);
  await act.setStatus(orderId, 'confirmed');
  await act.notify(orderId, 'confirmed');
  await act.buyLabel(orderId);

  await condition(() => handedOver);
  for (const line of lines) await act.consumeLine(orderId, line);
  await act.capture(orderId);
  await act.setStatus(orderId, 'fulfilling');
  await act.notify(orderId, 'shipped');

  for (let scan: string | undefined; scan !== 'delivered'; ) {
    await condition(() => scans.length > 0);
    scan = scans.shift();
    await act.recordScan(orderId, scan ?? '');
    if (scan === 'out_for_delivery') await act.notify(orderId, scan);
  }
  for (const line of lines) await act.deliverLine(orderId, line);
  await act.setStatus(orderId, 'delivered');
  await act.notify(orderId, 'delivered');
  await sleep(claimWindowMs);
  await act.setStatus(orderId, 'completed');
}
