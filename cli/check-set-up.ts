import { missingSchedules } from '../process/schedules.ts';
import { missingSearchAttributes } from '../process/search-attributes.ts';
import type { TemporalAccess } from './temporal-client.ts';

type SetUpCheck = {
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly found: string;
  readonly next?: string;
};

/** Whether the namespace knows what processes are started with, and has the schedules that workers make when they start. */
export async function checkSetUp(
  { client, connection, namespace }: Omit<TemporalAccess, 'close' | 'address'>,
  expected: { readonly schedules: boolean },
): Promise<SetUpCheck> {
  const name = 'Namespace';
  const attributes = await missingSearchAttributes(connection, namespace);
  if (attributes.length > 0) {
    const found = `${namespace} lacks the search attributes ${attributes.map(([attribute]) => attribute).join(', ')}: no process can start`;
    return { name, state: 'fail', found, next: 'run "parcours migrate --search-attributes"' };
  }
  const missing = expected.schedules ? await missingSchedules(client) : [];
  if (missing.length === 0) return { name, state: 'ok', found: `${namespace} has what processes need` };
  const found = `${namespace} lacks the schedules ${missing.join(', ')}`;
  return { name, state: 'warn', found, next: 'start a worker, or one of them again: it makes them' };
}
