import type { Logger } from 'pino';
import type { DueMessage } from '../../db/messages/claim-messages.ts';
import { giveUp, postpone, recordSent } from '../../db/messages/settle-message.ts';
import type { Database } from '../../db/pool.ts';
import { renderMessage } from '../../domain/messages/render.ts';
import { waitAfterAttempt } from '../../domain/messages/send-backoff.ts';
import type { MessageText } from '../../domain/messages/template.ts';
import { isTemplateName } from '../../domain/messages/templates.ts';
import type { MailProvider } from '../../providers/mail/port.ts';

export type SendDeps = {
  readonly database: Database;
  readonly mail: MailProvider;
  readonly logger: Logger;
  /** Taken over by the mail server, but the row could not say so yet: never sent again by this process. */
  readonly unrecorded: Set<string>;
  /** How long to wait after attempt n (from 1) without a clear answer, in ms; null gives up. */
  readonly waitAfter?: (attempts: number) => number | null;
};

/**
 * Sends one claimed message and records what became of it. Every attempt carries the same Message-ID, the message's id,
 * so that after an unknown outcome a mail server can drop the second copy. Throws only when the row cannot be written;
 * the lease then ends by itself.
 */
export async function sendMessage(deps: SendDeps, message: DueMessage): Promise<void> {
  const { database, mail, logger, unrecorded } = deps;
  if (unrecorded.has(message.id)) return settleSent(deps, message.id);
  const about = { message: message.id, template: message.template, attempt: message.attempts };
  const written = write(message);
  if (written.kind === 'unwritable') {
    logger.error({ ...about, why: written.why }, 'message cannot be written, an engineer is asked');
    return giveUp(database, message, 'engineer', written.why);
  }
  const answer = await mail.send({ to: message.to, ...written.text, messageId: message.id });
  if (answer.kind === 'done') {
    unrecorded.add(message.id);
    await settleSent(deps, message.id);
    return logger.debug(about, 'message sent');
  }
  if (answer.kind === 'refused') {
    logger.warn({ ...about, code: answer.code }, 'message refused by the mail server, an agent is asked');
    return giveUp(database, message, 'agent', `refused: ${answer.code}`);
  }
  return tryLater(deps, message, answer.reason);
}

async function settleSent({ database, unrecorded }: SendDeps, messageId: string): Promise<void> {
  await recordSent(database, messageId);
  unrecorded.delete(messageId);
}

async function tryLater({ database, logger, waitAfter }: SendDeps, message: DueMessage, reason: string): Promise<void> {
  const about = { message: message.id, attempt: message.attempts, reason };
  const waitMs = (waitAfter ?? waitAfterAttempt)(message.attempts);
  if (waitMs === null) {
    logger.error(about, 'message given up, an agent is asked');
    return giveUp(database, message, 'agent', `no clear answer after ${message.attempts} attempts: ${reason}`);
  }
  logger.info({ ...about, waitMs }, 'message not known to be sent, tried again later');
  return postpone(database, message, waitMs, reason);
}

type Written = { kind: 'written'; text: MessageText } | { kind: 'unwritable'; why: string };

/** Writing is pure: what fails once fails always, so it is no reason to try again. */
function write({ template, locale, params }: DueMessage): Written {
  if (!isTemplateName(template)) return { kind: 'unwritable', why: `template ${template} is not known` };
  try {
    return { kind: 'written', text: renderMessage(template, locale, params) };
  } catch (error) {
    return { kind: 'unwritable', why: error instanceof Error ? error.message : String(error) };
  }
}
