import { startEasyPostSimulator } from '../../simulators/easypost/simulator.ts';
import { startMailSimulator } from '../../simulators/mail/simulator.ts';
import { startStripeSimulator } from '../../simulators/stripe/simulator.ts';

/** The vendors, who outlive everything of ours: in the test's own process, reached over HTTP and SMTP only. */
export async function startSimulators(webhooksTo: string) {
  const secret = 'secret';
  const [stripe, carrier, mail] = await Promise.all([
    startStripeSimulator({ webhookSecret: `whsec_${secret}`, webhookUrl: `${webhooksTo}/webhooks/stripe` }),
    startEasyPostSimulator({
      port: 0,
      webhookSecret: secret,
      webhookUrl: `${webhooksTo}/webhooks/easypost`,
      scanEveryMs: 50,
    }),
    startMailSimulator({ smtpPort: 0, httpPort: 0 }),
  ]);
  return {
    urls: { stripe: stripe.url, carrier: carrier.url, inbox: mail.httpUrl },
    /** How the engine reaches them. */
    settings: {
      STRIPE_API_KEY: 'sk_test_faults',
      STRIPE_WEBHOOK_SECRET: `whsec_${secret}`,
      STRIPE_URL: stripe.url,
      EASYPOST_API_KEY: 'EZTK_faults',
      EASYPOST_WEBHOOK_SECRET: secret,
      EASYPOST_URL: carrier.url,
      SMTP_URL: mail.smtpUrl,
    },
    close: async () => {
      await Promise.all([stripe.close(), carrier.close(), mail.close()]);
    },
  };
}
