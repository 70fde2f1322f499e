import { and, eq, or } from 'drizzle-orm';
import { payments } from '../schema/payments.ts';
import type { Tx } from '../transaction.ts';

/**
 * The payment of a parcel that holds less than before, where its amount is ours to change: nobody was asked for it yet, or it
 * counts against a credit limit. What a card has authorised stays as it is until the capture.
 */
export async function fitPayment(
  tx: Tx,
  { orderId, shipmentNo }: { readonly orderId: string; readonly shipmentNo: number },
  amountMinor: number,
): Promise<void> {
  const onAccount = and(eq(payments.state, 'authorised'), eq(payments.method, 'account'));
  await tx
    .update(payments)
    .set({ amountMinor })
    .where(
      and(
        eq(payments.orderId, orderId),
        eq(payments.shipmentNo, shipmentNo),
        or(eq(payments.state, 'created'), onAccount),
      ),
    );
}
