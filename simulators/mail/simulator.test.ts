import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type MailSimulator, startMailSimulator } from './simulator.ts';

let mail: MailSimulator;

beforeAll(async () => {
  mail = await startMailSimulator({ smtpPort: 0, httpPort: 0 });
  const transport = createTransport(mail.smtpUrl);
  const letter = { from: 'shop@example.com', to: 'zoe@example.com' };
  await transport.sendMail({ ...letter, subject: 'Commande confirmée', text: 'Bonjour <Zoé>' });
  await transport.sendMail({ ...letter, subject: 'Commande livrée', text: 'À bientôt' });
});
afterAll(() => mail.close());

const inbox = (accept: string) => fetch(`${mail.httpUrl}/_sim/inbox`, { headers: { accept } });

it('shows its inbox to a browser as a page, the newest message first, and never as code', async () => {
  const response = await inbox('text/html,application/xhtml+xml,*/*;q=0.8');
  const page = await response.text();
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(page).toContain('Bonjour &lt;Zoé&gt;');
  expect(page.indexOf('Commande livrée')).toBeLessThan(page.indexOf('Commande confirmée'));
  expect(page).not.toContain('<Zoé>');
});

it('gives its inbox to a program as JSON', async () => {
  const subjects = [{ subject: 'Commande confirmée' }, { subject: 'Commande livrée' }];
  expect(await (await inbox('*/*')).json()).toMatchObject({ messages: subjects });
});
