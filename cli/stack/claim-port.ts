import { freePort } from '../../process/free-port.ts';
import { claim } from '../../process/port-claims.ts';

/**
 * The usual port when nobody has it, else any free one. Stacks that start at the same moment on one machine all find the
 * usual port free, seconds before the first of them binds it: so it is claimed until this process ends.
 */
export async function claimPort(usual: number): Promise<number> {
  return claim(usual) ? freePort(usual) : freePort();
}
