import type { Logger } from 'pino';
import type { DueMessage } from '../../db/messages/claim-messages.ts';
import { givenUp, postponed, type Settlement, sent } from '../../db/messages/settle-message.ts';
import { renderMessage } from '../../domain/messages/render.ts';
import { waitAfterAttempt } from '../../domain/messages/send-backoff.ts';
import type { MessageText } from '../../domain/messages/template.ts';
import { isTemplateName, type TemplateName } from '../../domain/messages/templates.ts';
import type { MailProvider } from '../../providers/mail/port.ts';

export type SendDeps = {
  readonly mail: MailProvider;
  readonly logger: Logger;
  /** How long to wait after attempt n (from 1) without a clear answer, in ms; null gives up. */
  readonly waitAfter?: (attempts: number) => number | null;
};

/**
 * Sends one claimed message and says what became of it; never rejects. Every attempt carries the same Message-ID, the
 * message's id, so that after an unknown outcome a mail server can drop the second copy.
 */
export async function sendMessage(deps: SendDeps, message: DueMessage): Promise<Settlement> {
  const { mail, logger } = deps;
  const about = { message: message.id, template: message.template, attempt: message.attempts };
  // Of a build that is being deployed: its workers can write it.
  if (!isTemplateName(message.template))
    return tryLater(deps, message, { ask: 'engineer', reason: `template ${message.template} is not known here` });
  const written = write(message.template, message);
  if (written.kind === 'unwritable') {
    logger.error({ ...about, why: written.why }, 'message cannot be written, an engineer is asked');
    return givenUp(message, 'engineer', written.why);
  }
  const answer = await mail.send({ to: message.to, ...written.text, messageId: message.id });
  if (answer.kind === 'done') {
    logger.debug(about, 'message sent');
    return sent(message);
  }
  if (answer.kind === 'refused') {
    logger.warn({ ...about, code: answer.code }, 'message refused by the mail server, an agent is asked');
    return givenUp(message, 'agent', `refused: ${answer.code}`);
  }
  return tryLater(deps, message, { ask: 'agent', reason: answer.reason });
}

type Doubt = { readonly ask: 'agent' | 'engineer'; readonly reason: string };

function tryLater({ logger, waitAfter }: SendDeps, message: DueMessage, { ask, reason }: Doubt): Settlement {
  const about = { message: message.id, attempt: message.attempts, reason };
  const waitMs = (waitAfter ?? waitAfterAttempt)(message.attempts);
  if (waitMs === null) {
    logger.error(about, `message given up, an ${ask} is asked`);
    return givenUp(message, ask, `given up after ${message.attempts} attempts: ${reason}`);
  }
  logger.info({ ...about, waitMs }, 'message not known to be sent, tried again later');
  return postponed(message, waitMs, reason);
}

type Written = { kind: 'written'; text: MessageText } | { kind: 'unwritable'; why: string };

/** Writing is pure: what fails once fails always, so it is no reason to try again. */
function write(template: TemplateName, { locale, params }: DueMessage): Written {
  try {
    return { kind: 'written', text: renderMessage(template, locale, params) };
  } catch (error) {
    return { kind: 'unwritable', why: error instanceof Error ? error.message : String(error) };
  }
}
