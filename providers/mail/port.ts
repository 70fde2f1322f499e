import type { Answer } from '../answer.ts';

/**
 * Mail to one person. `messageId` is a pure function of the message's business identity and becomes its Message-ID, so a
 * message that had to be sent twice (after `unknown`) can be recognised as one by mail programs.
 */
export type MailProvider = {
  /** Done once the mail server has taken it over. `refused` is final: a bad address, a rejected content. */
  readonly send: (message: MailMessage) => Promise<Answer<{ readonly providerRef: string }>>;
};

export type MailMessage = {
  readonly to: string;
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
  /** Letters, digits and `-_./`; the sender's domain is added to it. */
  readonly messageId: string;
};
