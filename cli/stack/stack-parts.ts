/** One thing a stack has started. */
export interface StackPart {
  /** Ends it in an orderly way; resolves when it is gone. */
  readonly end: () => Promise<void>;
  /** Its process, and the signal it ends itself on, for when there is no time to wait. */
  readonly pid: () => number | undefined;
  readonly signal: NodeJS.Signals;
}

/** What a stack has started so far, in that order. */
export interface StackParts {
  readonly add: (part: StackPart) => void;
  /** Ends all of it, last started first, also when one of them resists; rejects then. Safe to call twice. */
  readonly stop: () => Promise<void>;
}

/** As long as there are parts, an end of this process without `stop` (a crash, a second Ctrl-C) asks them all to end. */
export function createStackParts(): StackParts {
  const parts: StackPart[] = [];
  const onExit = () => {
    for (const part of parts.toReversed()) signalTo(part);
  };
  process.on('exit', onExit);
  return {
    add: (part) => void parts.push(part),
    stop: async () => {
      const failures: unknown[] = [];
      for (let part = parts.at(-1); part; part = parts.at(-1)) {
        await part.end().catch((error) => failures.push(error));
        parts.splice(parts.indexOf(part), 1);
      }
      process.off('exit', onExit);
      if (failures.length > 0) throw failures[0];
    },
  };
}

function signalTo({ pid, signal }: StackPart): void {
  const number = pid();
  try {
    if (number !== undefined) process.kill(number, signal);
  } catch {
    // gone by itself
  }
}
