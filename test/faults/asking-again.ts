import { setTimeout as pause } from 'node:timers/promises';
import { databaseAway } from '../../db/database-errors.ts';
import { PATIENCE_MS } from './blind-caller.ts';

/** The same questions to our database, asked again while it is away: of a test that kills it. Only for what changes nothing, or may be done twice. */
export function askingAgain<T extends object>(questions: T): T {
  const again = Object.entries(questions).map(([name, ask]) => [name, typeof ask === 'function' ? persist(ask) : ask]);
  return Object.fromEntries(again);
}

function persist(ask: (...given: unknown[]) => unknown): (...given: unknown[]) => Promise<unknown> {
  return async (...given) => {
    for (const deadline = Date.now() + PATIENCE_MS; ; ) {
      try {
        return await ask(...given);
      } catch (error) {
        if (!databaseAway(error) || Date.now() > deadline) throw error;
        await pause(100);
      }
    }
  };
}
