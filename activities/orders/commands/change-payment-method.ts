import { eq } from 'drizzle-orm';
import { orders } from '../../../db/schema/orders.ts';
import { lacksPayment } from '../../../domain/orders/order-facts.ts';
import { insertReplacement } from '../watch-shipments.ts';
import { type Command, done, refused } from './command.ts';

/** A new method for every pending shipment whose payment was refused: one new payment each. */
export const changePaymentMethod: Command<'change_payment_method'> = async (
  change,
  { paymentMethod, paymentToken },
) => {
  const { tx, facts } = change;
  const lacking = facts.shipments.filter((s) => lacksPayment(facts, s));
  if (lacking.length === 0) return refused('no_payment_wanted', { order: facts.id });
  await tx
    .update(orders)
    .set({ paymentMethod, paymentToken: paymentMethod === 'card' ? (paymentToken ?? '') : null })
    .where(eq(orders.id, facts.id));
  for (const shipment of lacking) await insertReplacement(change, shipment);
  change.record('order.payment_method_changed', { method: paymentMethod });
  return done();
};
