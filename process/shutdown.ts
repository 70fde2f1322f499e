import type { Logger } from 'pino';
import { portHolder } from './port-holder.ts';

/**
 * Runs `stop` once on SIGTERM or SIGINT and ends the process when it is done, or after `patienceMs` with a failure.
 * A second signal ends it at once.
 */
export function stopOnSignal(logger: Logger, patienceMs: number, stop: () => Promise<void>): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), patienceMs).unref();
    stop().then(
      () => process.exit(0),
      (error) => {
        logger.error({ err: error }, 'the stop failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

/** What nobody caught is one line of the log, without what an error may carry, and the end of the process. */
export function exitOnCrash(logger: Logger): void {
  process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
    const taken = addressProblem(error);
    if (taken !== null) {
      logger.fatal(taken);
      process.exit(1);
    }
    logger.fatal({ err: error }, 'ended by an error that nobody caught');
    process.exit(1);
  });
}

type ListenError = NodeJS.ErrnoException & { readonly address?: string; readonly port?: number };

/** A program that cannot listen where it is told to: a sentence, no stack. */
function addressProblem({ syscall, code, address, port }: ListenError): string | null {
  if (syscall !== 'listen') return null;
  const place = `${address ?? ''}:${port ?? ''}`;
  if (code === 'EADDRINUSE')
    return `${place} is taken by ${portHolder(port ?? 0) ?? 'another program'}: end it, or set another port (PORT, WORKER_METRICS_PORT)`;
  if (code === 'EACCES') return `this account may not listen on ${place}: set a port above 1023, or another account`;
  return `cannot listen on ${place} (${code}): correct HOST or the port`;
}
