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
 * The mail port over SMTP, on a few connections that stay open while there is mail to send. The pool never sends a message
 * again by itself: when a connection breaks, the outcome is unknown, and only the caller decides.
 */
export function createSmtpMail({
  url,
  from,
  timeoutMs = 10_000,
}: SmtpOptions): MailProvider & { readonly close: () => void } {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 5,
    maxRequeues: 0,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.replace(/^.*@|>$/g, '');

  return {
    close: () => transport.close(),
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
