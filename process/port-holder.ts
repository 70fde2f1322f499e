/** Who has a port of this machine. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** "process 123 (node worker.ts)"; null where the system does not say: not on Linux, nor about other accounts' processes. */
export function portHolder(port: number): string | null {
  try {
    const sockets = new Set(['tcp', 'tcp6'].flatMap((table) => listenersOn(port, table)));
    const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && holdsOne(name, sockets));
    return pid === undefined ? null : `process ${pid} (${commandOf(pid)})`;
  } catch {
    return null;
  }
}

const LISTENING = '0A';

/** The inodes of the sockets that listen on it, as `/proc/net/tcp` lists them. */
function listenersOn(port: number, table: string): string[] {
  const ending = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync(`/proc/net/${table}`, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([, local = '', , state, , , , , , inode]) =>
      local.endsWith(ending) && state === LISTENING && inode !== undefined ? [`socket:[${inode}]`] : [],
    );
}

function holdsOne(pid: string, sockets: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => sockets.has(linkOf(`/proc/${pid}/fd/${fd}`)));
  } catch {
    return false; // another account's, or gone meanwhile
  }
}

function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return ''; // closed meanwhile
  }
}

const commandOf = (pid: string): string =>
  readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim().slice(0, 80);
