/** CPU time and memory of processes as Linux counts them; see proc(5). */
import { readdirSync, readFileSync } from 'node:fs';

/** Of the clock that /proc counts in: 100 a second on every Linux that Node runs on. */
const msPerTick = 10;

type Stat = { readonly pid: number; readonly parent: number; readonly ownMs: number; readonly endedChildrenMs: number };

/** CPU milliseconds of a process and all below it, living and ended. */
export function cpuMsOf(pid: number): number {
  const all = readdirSync('/proc').flatMap((entry) => (/^\d+$/.test(entry) ? (readStat(Number(entry)) ?? []) : []));
  const below = (parent: Stat): number => {
    const children = all.filter((one) => one.parent === parent.pid);
    return children.reduce((sum, child) => sum + below(child), parent.ownMs + parent.endedChildrenMs);
  };
  const root = all.find((one) => one.pid === pid);
  if (!root) throw new Error(`process ${pid} is gone`);
  return below(root);
}

/** The most memory that it has had so far, in MB; undefined once it has ended. */
export function mostMemoryMbOf(pid: number): number | undefined {
  try {
    const [, kb] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kb === undefined ? undefined : Number(kb) / 1024;
  } catch {
    return undefined;
  }
}

export function parentOf(pid: number): number {
  const stat = readStat(pid);
  if (!stat) throw new Error(`process ${pid} is gone`);
  return stat.parent;
}

function readStat(pid: number): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name before it stands in brackets and may hold blanks.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ms = (index: number) => Number(fields[index]) * msPerTick;
    return { pid, parent: Number(fields[1]), ownMs: ms(11) + ms(12), endedChildrenMs: ms(13) + ms(14) };
  } catch {
    return undefined; // ended since the folder was read
  }
}
