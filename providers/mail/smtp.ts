import { createTransport } from 'nodemailer';
import type { Answer } from '../answer.ts';
import type { MailMessage, MailProvider } from './port.ts';
import { readSmtpError } from './smtp-answer.ts';

export type SmtpOptions = {
  /** `smtp://user:secret@host:587` or `smtps://…`. */
  readonly url: string;
  /** The sender's address; its domain ends the Message-ID too. */
  readonly from: string;
  /** How long each step (connect, greet, one command) may stay without an answer. */
  readonly timeoutMs?: number;
};

/**
 * The mail port over SMTP. One connection per message: a pool would send again by itself when a connection breaks, and
 * only the caller may decide that.
 */
export function createSmtpMail({ url, from, timeoutMs = 10_000 }: SmtpOptions): MailProvider {
  const transport = createTransport({
    url,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.replace(/^.*@|>$/g, '');

  return {
    send: async ({ to, subject, text, messageId }: MailMessage): Promise<Answer<{ providerRef: string }>> => {
      try {
        const sent = await transport.sendMail({
          from,
          // As an object it stays one address: a text is split at commas.
          to: { name: '', address: to },
          subject,
          text,
          messageId: `<${messageId}@${domain}>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        return { kind: 'done', providerRef: sent.messageId };
      } catch (error) {
        return readSmtpError(error);
      }
    },
  };
}
