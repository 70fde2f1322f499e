import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { claim, isClaimedHere } from './port-claims.ts';

// Below what systems hand out by themselves (Linux from 32768, macOS from 49152): seconds may pass until a program binds
// its port, and on a busy machine a connection of somebody else was found to have taken one from that range.
const FIRST = 20_000;
const LAST = 32_000;
const TRIES = 50;

/**
 * `wanted` when it is free on loopback, else any free port. Nobody holds it until it is used, but nobody is given the same
 * one in the meantime: in a test a server that is dead just now found another one's on its return.
 */
export async function freePort(wanted?: number): Promise<number> {
  if (wanted !== undefined && (await isFree(wanted))) return wanted;
  for (let tried = 0; tried < TRIES; tried += 1) {
    const port = randomInt(FIRST, LAST);
    if (!isClaimedHere(port) && claim(port) && (await isFree(port))) return port;
  }
  throw new Error(`no free port between ${FIRST} and ${LAST} on 127.0.0.1`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
