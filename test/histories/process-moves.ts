/** The moves that most stories of a customer's processes make. */
import { workflowIdOf } from '../../cli/history.ts';
import type { Role } from '../../domain/access/roles.ts';
import { nudgeProcessSignal } from '../../workflows/processes/messages.ts';
import type { Answer } from '../harness/api-client.ts';
import type { World } from '../harness/world.ts';
import { until } from './until.ts';

export function processMoves({ api, env }: World) {
  const handle = (id: string) => env.client.workflow.getHandle(workflowIdOf(id));
  const nameOf = (path: string, id: string) => `${path}/${id}`;
  const read = async (path: string, id: string) => (await api.get('supervisor', nameOf(path, id))).body;

  return {
    read,
    /** Opens one and returns its id. */
    open: async (role: Role, path: string, body: object): Promise<string> =>
      (await done(path, api.post(role, path, body))).body.id,
    /** Anything published under a name of its own: a calendar, a service level, a person. */
    publish: async (role: Role, path: string, body: object) => void (await done(path, api.put(role, path, body))),
    /** Resolves when what is read of it has this, which it comes to by itself. */
    comesTo: (path: string, id: string, what: string, holds: (resource: Answer['body']) => boolean) =>
      until(`${id} ${what}`, async () => holds(await read(path, id)), 30_000),
    /** It is in this closed status and its workflow has ended. */
    ends: async (path: string, id: string, status: string) => {
      await until(`${status} ${id}`, async () => (await read(path, id)).status === status, 90_000);
      await handle(id).result();
    },
    /** Each is looked at before the next one comes. */
    nudge: async (id: string, times: number) => {
      const lengthOf = async () => (await handle(id).describe()).historyLength;
      for (let time = 0; time < times; time += 1) {
        const before = await lengthOf();
        await handle(id).signal(nudgeProcessSignal);
        await until(`a look of ${id}`, async () => (await lengthOf()) !== before && (await lengthOf()) !== before + 1);
      }
    },
  };
}

async function done(path: string, asked: Promise<Answer>): Promise<Answer> {
  const answer = await asked;
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer;
}
