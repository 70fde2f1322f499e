import { setMaxListeners } from 'node:events';
import { CliFailure } from './failure.ts';

const SAME_ASK_MS = 1000;

/**
 * Aborts at the first Ctrl-C, SIGTERM or closed terminal, and says so at once, because the rest may take a while; another
 * one ends the process on the spot, for who cannot wait.
 */
export function endSignal(note: (text: string) => void): AbortSignal {
  const asked = new AbortController();
  // Everything that is followed listens, and takes itself off again: Node's warning at eleven is about leaks.
  setMaxListeners(0, asked.signal);
  let askedAt: number | undefined;
  const onSignal = () => {
    // npm and timeout(1) pass on what the terminal already sent to the whole group: one wish, two signals.
    if (askedAt !== undefined && performance.now() - askedAt > SAME_ASK_MS) process.exit(1);
    if (askedAt === undefined) note('\nEnding…');
    askedAt ??= performance.now();
    asked.abort(new CliFailure('ended before everything was done; what ran was stopped, and the data stays'));
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  return asked.signal;
}

/** Resolves when it aborts. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
