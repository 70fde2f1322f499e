import { z } from 'zod';
import { nudgeProcess } from '../../db/processes/nudge-process.ts';
import { completeTask, lockTask, type TaskToComplete } from '../../db/tasks/complete-task.ts';
import { mayComplete } from '../../domain/access/roles.ts';
import { claimOfStep } from '../../domain/claims/step-tasks.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import { answerOnce } from '../commands/answer-once.ts';
import type { ProcessRef } from '../processes/process-workflows.ts';
import { type Caller, defineRoute, type Route } from '../route.ts';
import { said } from '../schema-messages.ts';
import { text } from '../schemas.ts';

const outcome = text(500).describe('What came of it, for whoever reads it later');
const evidence = text(300)
  .regex(
    /^\S+$/,
    said({
      en: 'Use a reference without spaces, like a file name or an address.',
      fr: 'Utilisez une référence sans espaces, comme un nom de fichier ou une adresse.',
    }),
  )
  .describe('Where what the task wants is found: a reference, never a person’s words');

const completed = z
  .strictObject({ id: z.string(), state: z.literal('done'), outcome: z.string(), evidence: z.string().nullable() })
  .meta({ id: 'TaskCompleted' });

export const taskCommandRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/tasks/{id}/completion',
    tag: 'Tasks',
    summary: 'Say that a task is done',
    description:
      'By somebody of the role it is for; a supervisor also does an agent’s, an administrator everybody’s. A task for one ' +
      'person is done by them, or by a supervisor or an administrator. With `evidence` where the task wants some. The ' +
      'process that waits for it looks again. A step of a claim is done by saying so at the claim.',
    permission: 'tasks.complete',
    idempotent: true,
    params: z.strictObject({ id: z.string().min(1).max(60) }),
    example: { outcome: 'Counted again: two were in the wrong bin' },
    body: z.strictObject({ outcome, evidence: evidence.optional() }),
    responses: {
      200: {
        description: 'Done',
        schema: completed,
        example: {
          id: '0198c2f0-6f0c-7a55-9d0a-9a1f3c1d7c11',
          state: 'done',
          outcome: 'Counted again: two were in the wrong bin',
          evidence: null,
        },
      },
    },
    handle: async (request) => {
      const { deps, caller, body } = request;
      const { id } = request.params;
      let wake: ProcessRef | null = null;
      const reply = await answerOnce(request, { kind: 'complete_task', subject: id, payload: body }, async (tx) => {
        const task = await lockTask(tx, id);
        if (task === null) return refusal('not_found', { thing: `Task ${id}` });
        const { outcome, evidence = null } = body;
        const refused = notCompleted(task, caller, evidence);
        if (refused) return refused;
        await completeTask(tx, { id, actor: caller.actor, outcome, evidence });
        if (task.processId) wake = await nudgeProcess(tx, task.processId);
        return { status: 200, body: { id, state: 'done', outcome, evidence } };
      });
      if (wake) void deps.processes.wake(wake);
      return reply;
    },
  }),
];

function notCompleted(task: TaskToComplete, caller: Caller, evidence: string | null): Refusal | null {
  const { id, role, person, state, evidenceWanted } = task;
  const allowed = mayComplete(caller, task);
  if (allowed === 'for_another') return refusal('task_of_another', { task: id, person: person ?? '' });
  if (allowed === 'other_role') return refusal('forbidden', { role: caller.role, needed: role });
  if (state !== 'open') return refusal('task_closed', { task: id, state });
  const claim = claimOfStep(task);
  if (claim !== null) return refusal('task_of_a_step', { task: id, claim });
  if (evidenceWanted && !evidence) return refusal('task_evidence_missing', { task: id, kind: evidenceWanted });
  return null;
}
