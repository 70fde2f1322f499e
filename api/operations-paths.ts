/** The addresses of operations.ts in the OpenAPI document. */
import { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';

const readiness = z
  .strictObject({
    status: z.enum(['ready', 'degraded', 'not_ready']),
    database: z.enum(['up', 'down', 'behind']).describe('behind: its schema is older than this build'),
    temporal: z.enum(['up', 'down']),
  })
  .meta({ id: 'Readiness' });
const liveness = z.strictObject({ status: z.literal('alive') }).meta({ id: 'Liveness' });
const version = z
  .strictObject({ version: z.string(), build: z.string(), bundle: z.string().nullable().describe('Of the workflows') })
  .meta({ id: 'Version' });

type Answers = ZodOpenApiOperationObject['responses'];

const operation = (operationId: string, summary: string, description: string, responses: Answers) => ({
  get: { operationId, summary, description, tags: ['Operations'], security: [], responses },
});
const json = (schema: z.ZodType, description: string, example: unknown) => ({
  description,
  content: { 'application/json': { schema, example } },
});

export const operationsPaths: ZodOpenApiPathsObject = {
  '/livez': operation('getLivez', 'Is the process alive', 'Asks nobody else. Anyone, without a key.', {
    200: json(liveness, 'Alive', { status: 'alive' }),
  }),
  '/readyz': operation(
    'getReadyz',
    'Can it do its work',
    'Without Postgres it cannot, nor before "parcours migrate"; without Temporal it can (degraded): what is asked then goes on later. Anyone, without a key.',
    {
      200: json(readiness, 'Ready, or degraded', { status: 'ready', database: 'up', temporal: 'up' }),
      503: json(readiness, 'Not ready', { status: 'not_ready', database: 'down', temporal: 'up' }),
    },
  ),
  '/version': operation('getVersion', 'Which build this is', 'Anyone, without a key.', {
    200: json(version, 'The build', { version: '1.2.3', build: '2026-02-03', bundle: 'a1b2c3' }),
  }),
  '/metrics': operation('getMetrics', 'Numbers for Prometheus', 'Anyone, without a key.', {
    200: { description: 'Text exposition format', content: { 'text/plain': { schema: z.string() } } },
  }),
};
