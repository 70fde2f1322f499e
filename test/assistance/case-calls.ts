import type { CaseStatus } from '../../domain/assistance/case-states.ts';
import { startWorld, type World } from '../harness/world.ts';
import { hire, ok, openDesk, type Sleep, sleeperOf } from './support-desk.ts';

/** A world whose time is skipped, with two equal people who take cases. */
export async function openCaseDesk(): Promise<{ world: World; sleep: Sleep }> {
  const world = await startWorld({ time: 'skipping', policy: 'standard' });
  await openDesk(world.api);
  for (const id of ['marie', 'paul']) await hire(world.api, id);
  return { world, sleep: sleeperOf(world) };
}

/** What an agent asks of a case, of a world that is there when they ask. */
export function caseCalls(world: () => Pick<World, 'api'>) {
  const read = async (id: string) => (await world().api.get('agent', `/v1/cases/${id}`)).body;
  const send = (id: string, what: string, body: object) => world().api.post('agent', `/v1/cases/${id}/${what}`, body);
  const done = (id: string, what: string, body: object) => ok(send(id, what, body));
  return {
    read,
    statusOf: async (id: string): Promise<CaseStatus> => (await read(id)).status,
    send,
    /** As `send`; it has to be done. */
    done,
    move: (id: string, to: string, reason?: string) => done(id, 'status', { to, ...(reason && { reason }) }),
    write: (id: string, direction: string) => done(id, 'messages', { direction, body: 'Some words.' }),
  };
}
