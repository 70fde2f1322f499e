import type { Config } from '../config.ts';
import { outsideTimeouts } from '../domain/outside-timeouts.ts';
import { createEasyPost } from '../providers/carrier/easypost.ts';
import { byHaste } from '../providers/haste.ts';
import { createStripePayments } from '../providers/payment/stripe.ts';

type Timeouts = { readonly firstCallMs: number; readonly laterCallMs: number };

/** The outside world as configured: the vendors, or their simulators at another address. */
export function createProviders(config: Config, { firstCallMs, laterCallMs }: Timeouts = outsideTimeouts) {
  const payments = (timeoutMs: number) =>
    createStripePayments({
      apiKey: config.STRIPE_API_KEY,
      webhookSecret: config.STRIPE_WEBHOOK_SECRET,
      url: config.STRIPE_URL,
      timeoutMs,
    });
  const carrier = (timeoutMs: number) =>
    createEasyPost({
      apiKey: config.EASYPOST_API_KEY,
      webhookSecret: config.EASYPOST_WEBHOOK_SECRET,
      ...(config.EASYPOST_URL !== undefined && { baseUrl: config.EASYPOST_URL }),
      timeoutMs,
    });
  return {
    payments: byHaste(payments(firstCallMs), payments(laterCallMs)),
    carrier: byHaste(carrier(firstCallMs), carrier(laterCallMs)),
  };
}
