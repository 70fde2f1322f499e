/** What every process shows of itself. */

import { z } from 'zod';
import { may, type Permission, type Role } from '../../domain/access/roles.ts';
import { withSpaces } from '../../domain/messages/french-spaces.ts';
import type { Text } from '../../domain/orders/wording.ts';
import { isEnd, type Moves, type ProcessState } from '../../domain/processes/process.ts';
import { type ProcessKind, processKinds } from '../../domain/processes/process-kinds.ts';
import type { ProcessWait } from '../../domain/processes/process-wait.ts';
import { commandExample, commandResult } from '../commands/command-schemas.ts';
import { instant, iso, isoOrNull } from '../instant.ts';
import { action, waiting } from './waiting-schemas.ts';

/** The fields that all of them have; `status` is the kind's own table. */
export const processFields = <Status extends string>(moves: Moves<Status>) => ({
  id: z.string(),
  customerId: z.string().nullable(),
  status: z.enum(Object.keys(moves) as [Status, ...Status[]]), // Object.keys widens to string[]
  statusSince: instant,
  openedAt: instant,
  openedBy: z.string(),
  waiting: waiting.nullable(),
  actions: z.array(action),
  version: z.number().int().describe('The ETag without its quotes'),
});

/** A command that is possible in some statuses: the part of an address after the process's own, and a hint. */
export type ProcessActions<Status extends string> = Readonly<
  Record<
    string,
    {
      readonly path: string;
      readonly permission: Permission;
      readonly statuses: readonly Status[];
      readonly hint: Text;
    }
  >
>;

type Shown<Status extends string> = {
  readonly kind: ProcessKind;
  readonly moves: Moves<Status>;
  /** Since its status began. `until` is when something happens by itself. */
  readonly wait: ProcessWait & { readonly until: number | null };
  readonly actions: ProcessActions<Status>;
  readonly role: Role;
  /** It has ended, and something is still waited for. */
  readonly lingers?: boolean;
};

export function processResource<Status extends string>(
  state: ProcessState<Status>,
  { kind, moves, wait, actions, role, lingers = false }: Shown<Status>,
) {
  const { id, customerId, status, openedBy, version } = state;
  const closed = isEnd(moves, status) && !lingers;
  const since = iso(state.statusSince);
  return {
    ...{ id, customerId, status, statusSince: since, openedAt: iso(state.openedAt), openedBy, version },
    waiting: closed ? null : shownWait({ ...wait, since, until: isoOrNull(wait.until) }),
    actions: Object.entries(actions)
      .filter(([, { statuses, permission }]) => statuses.includes(status) && may(role, permission))
      .map(([name, { path, hint }]) => ({
        kind: name,
        method: 'POST' as const,
        path: `/v1/${processKinds[kind].path}/${id}${path}`,
        subject: null,
        hint: withSpaces(hint),
      })),
  };
}

/** Of an order as of any process. */
export const shownWait = <Wait extends ProcessWait>(wait: Wait) => ({
  ...wait,
  who: [...wait.who],
  message: withSpaces(wait.message),
});

export const processExample = {
  ...{ customerId: 'CUS-4T9X0AB', statusSince: '2026-02-03T15:04:05.678Z', openedAt: '2026-02-03T15:04:05.678Z' },
  ...{ openedBy: 'web-shop', actions: [], version: 1 },
};

/** An answer of 201: what was opened. */
const openedProcess = z
  .strictObject({ id: z.string(), status: z.string(), version: z.number().int() })
  .meta({ id: 'OpenedProcess' });

/** What every command to a process answers. */
export const processCommandResponses = {
  200: { description: 'Done', schema: commandResult, example: commandExample },
} as const;

/** What opening one answers. */
export const openedResponses = (id: string, status: string) =>
  ({
    201: {
      description: 'Opened; Location is its place',
      headers: ['Location'],
      schema: openedProcess,
      example: { id, status, version: 1 },
    },
  }) as const;
