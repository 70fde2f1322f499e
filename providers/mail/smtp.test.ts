import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MailSimulator, startMailSimulator } from '../../simulators/mail/simulator.ts';
import { createSmtpMail } from './smtp.ts';

const message = {
  to: 'chloe@example.com',
  subject: 'Votre commande est expédiée — suivez-la dès maintenant, où que vous soyez au Québec 🇨🇦',
  text: `Bonjour Chloé,\n\nVotre colis est en route : https://track.example/SIM1?a=b\n.\nÀ bientôt, ${'é'.repeat(90)}`,
  messageId: 'ord_1/shipped-s1',
};

let simulator: MailSimulator;
beforeEach(async () => {
  simulator = await startMailSimulator({ smtpPort: 0, httpPort: 0 });
});
afterEach(async () => {
  for (const mail of connected.splice(0)) mail.close();
  await simulator.close();
});

const connected: ReturnType<typeof createSmtpMail>[] = [];

function connect(timeoutMs = 5_000) {
  const mail = createSmtpMail({ url: simulator.smtpUrl, from: 'Nord <orders@nord.example>', timeoutMs });
  connected.push(mail);
  return mail;
}

const inbox = (to = message.to): Promise<unknown> =>
  fetch(`${simulator.httpUrl}/_sim/inbox?to=${encodeURIComponent(to)}`).then((answer) => answer.json());

const fault = (mode: string) =>
  fetch(`${simulator.httpUrl}/_sim/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ mode }),
  });

describe('send', () => {
  it('delivers subject and text as they were written, in French', async () => {
    const messageId = '<ord_1/shipped-s1@nord.example>';
    expect(await connect().send(message)).toEqual({ kind: 'done', providerRef: messageId });
    const { to, subject, text } = message;
    expect(await inbox()).toMatchObject({
      messages: [{ to, subject, text, messageId, from: 'orders@nord.example' }],
    });
  });

  it('gives a message that is sent twice the same Message-ID both times', async () => {
    await connect().send(message);
    await connect().send(message);
    const messageId = '<ord_1/shipped-s1@nord.example>';
    expect(await inbox()).toMatchObject({ messages: [{ messageId }, { messageId }] });
  });

  it('is refused for a recipient that the server does not know', async () => {
    await fault('refuse');
    expect(await connect().send(message)).toMatchObject({ kind: 'refused', code: '550' });
  });

  it('is refused for an address that is none', async () => {
    expect(await connect().send({ ...message, to: 'nobody' })).toMatchObject({ kind: 'refused' });
  });

  it('sends to one address only, whatever the address contains', async () => {
    await connect().send({ ...message, to: 'a@example.com, b@example.com' });
    expect(await inbox('b@example.com')).toEqual({ messages: [] });
  });

  it('cannot be made to carry a header of the subject’s choice', async () => {
    await connect().send({ ...message, subject: 'Hello\r\nBcc: spy@example.com' });
    expect(await inbox('spy@example.com')).toEqual({ messages: [] });
  });

  it('is unknown when the server asks for another try', async () => {
    await fault('refuse_later');
    expect(await connect().send(message)).toMatchObject({ kind: 'unknown' });
    expect(await connect().send(message)).toMatchObject({ kind: 'done' });
  });

  it.each([
    ['timeout', 0],
    ['timeout_after', 1],
  ])('is unknown after silence (%s), whether or not the message was taken', async (mode, taken) => {
    await fault(mode);
    expect(await connect(1_000).send(message)).toMatchObject({ kind: 'unknown' });
    expect(await inbox()).toMatchObject({ messages: Array.from({ length: taken }, () => ({ to: message.to })) });
  });

  it('sends on one connection what is sent one after the other', async () => {
    const mail = connect();
    for (const messageId of ['a', 'b', 'c']) await mail.send({ ...message, messageId });
    expect(await inbox()).toMatchObject({ messages: [{}, {}, {}] });
    expect(simulator.connections()).toBe(1);
  });

  it('is unknown when nobody listens', async () => {
    const gone = createSmtpMail({ url: 'smtp://127.0.0.1:9', from: 'a@b.example' });
    expect(await gone.send(message)).toMatchObject({ kind: 'unknown' });
  });
});
