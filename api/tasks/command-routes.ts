import { z } from 'zod';
import { completeTask, lockTask } from '../../db/tasks/complete-task.ts';
import { mayComplete } from '../../domain/access/roles.ts';
import { refusal } from '../../domain/errors/error-codes.ts';
import { answerOnce } from '../commands/answer-once.ts';
import { defineRoute, type Route } from '../route.ts';
import { text } from '../schemas.ts';

const outcome = text(500).describe('What came of it, for whoever reads it later');

const completed = z
  .strictObject({ id: z.string(), state: z.literal('done'), outcome: z.string() })
  .meta({ id: 'TaskCompleted' });

export const taskCommandRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/tasks/{id}/completion',
    tag: 'Tasks',
    summary: 'Say that a task is done',
    description: 'By somebody of the role it is for; a supervisor also does an agent’s, an administrator everybody’s.',
    permission: 'tasks.complete',
    idempotent: true,
    params: z.strictObject({ id: z.string().min(1).max(60) }),
    example: { outcome: 'Counted again: two were in the wrong bin' },
    body: z.strictObject({ outcome }),
    responses: {
      200: {
        description: 'Done',
        schema: completed,
        example: {
          id: '0198c2f0-6f0c-7a55-9d0a-9a1f3c1d7c11',
          state: 'done',
          outcome: 'Counted again: two were in the wrong bin',
        },
      },
    },
    handle: (request) => {
      const { caller, body } = request;
      const { id } = request.params;
      return answerOnce(request, { kind: 'complete_task', subject: id, payload: body }, async (tx) => {
        const task = await lockTask(tx, id);
        if (task === null) return refusal('not_found', { thing: `Task ${id}` });
        if (!mayComplete(caller.role, task.role)) return refusal('forbidden', { role: caller.role, needed: task.role });
        if (task.state !== 'open') return refusal('task_closed', { task: id, state: task.state });
        await completeTask(tx, { id, actor: caller.actor, outcome: body.outcome });
        return { status: 200, body: { id, state: 'done', outcome: body.outcome } };
      });
    },
  }),
];
