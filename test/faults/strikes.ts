import { spawnSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { pick, type Random, upTo } from '../harness/random.ts';

/** A process that can be struck. */
export type Victim = {
  readonly name: string;
  readonly pid: () => number | undefined;
  /** With SIGKILL. */
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
};

/** Longer than anybody waits for an answer, so that what a frozen process did not end is done by another, before it goes on. */
const longestFreezeMs = 20_000;

/**
 * Strikes so often, at random instants, whatever they do: who is killed is started again at once, who is frozen goes on
 * after a while as if nothing had happened; meanwhile the next one is struck.
 */
export function startStriking(victims: readonly Victim[], { random, strikes }: { random: Random; strikes: number }) {
  const struck: string[] = [];
  const away = new Map<string, Promise<void>>();

  async function run(): Promise<void> {
    while (struck.length < strikes) {
      await pause(200 + upTo(random, 600));
      const victim = pick(random, victims);
      const freezeMs = random() < 0.3 ? 1000 + upTo(random, longestFreezeMs) : null;
      if (away.has(victim.name)) continue;
      struck.push(freezeMs === null ? victim.name : `${victim.name} (frozen)`);
      const back = freezeMs === null ? victim.kill().then(victim.start) : freeze(victim, freezeMs);
      away.set(
        victim.name,
        back.then(() => void away.delete(victim.name)),
      );
    }
    await Promise.all(away.values());
  }
  return { struck, finished: run() };
}

async function freeze({ pid }: Victim, ms: number): Promise<void> {
  const own = pid();
  if (own === undefined) return;
  // Of Postgres the backends too: they are what works.
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(own)], { encoding: 'utf8' });
  const pids = [own, ...stdout.split(/\s+/).filter(Boolean).map(Number)];
  for (const each of pids) send(each, 'SIGSTOP');
  await pause(ms);
  for (const each of pids) send(each, 'SIGCONT');
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // A backend that has ended meanwhile.
  }
}
