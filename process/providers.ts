import type { Config } from '../config.ts';
import { createEasyPost } from '../providers/carrier/easypost.ts';
import { createStripePayments } from '../providers/payment/stripe.ts';

/** The outside world as configured: the vendors, or their simulators at another address. */
export function createProviders(config: Config) {
  return {
    payments: createStripePayments({
      apiKey: config.STRIPE_API_KEY,
      webhookSecret: config.STRIPE_WEBHOOK_SECRET,
      url: config.STRIPE_URL,
    }),
    carrier: createEasyPost({
      apiKey: config.EASYPOST_API_KEY,
      webhookSecret: config.EASYPOST_WEBHOOK_SECRET,
      ...(config.EASYPOST_URL !== undefined && { baseUrl: config.EASYPOST_URL }),
    }),
  };
}
