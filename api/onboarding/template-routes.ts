/** Templates of onboardings: what has to be done, by whom, and what waits for what. A changed one is a new version. */
import { z } from 'zod';
import {
  findTemplate,
  listTemplates,
  newestTemplate,
  publishTemplate,
  type StoredTemplate,
} from '../../db/onboarding/templates.ts';
import { refusal } from '../../domain/errors/error-codes.ts';
import { type TemplateProblem, type TemplateTask, templateProblems } from '../../domain/onboarding/template.ts';
import type { Text } from '../../domain/orders/wording.ts';
import { answerOnce } from '../commands/answer-once.ts';
import { decodeCursor, page, pageOf, paging } from '../paging.ts';
import { invalidRequest, refuse } from '../problem.ts';
import { defineRoute, type Route } from '../route.ts';
import { slug } from '../schemas.ts';
import {
  templateBody,
  templateBodyExample,
  templateExample,
  templateParams,
  templateSchema,
  versionParams,
  withLadders,
} from './template-schemas.ts';

const tag = 'Onboarding';
const position = z.strictObject({ after: slug });

export const onboardingTemplateRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/onboarding-templates/{id}/versions',
    tag,
    summary: 'Publish a version of an onboarding template',
    description:
      'The first one makes the template. Tasks that wait for each other in a circle are refused. Onboardings that run keep the version they began with.',
    permission: 'onboardings.configure',
    idempotent: true,
    params: templateParams,
    body: templateBody,
    example: templateBodyExample,
    responses: {
      201: {
        description: 'The new version; Location is its place',
        headers: ['Location'],
        schema: templateSchema,
        example: templateExample,
      },
    },
    handle: (request) => {
      const { params, body, caller } = request;
      const tasks = withLadders(body.tasks);
      const problems = templateProblems({ tasks });
      const cycle = problems.find(({ code }) => code === 'cycle');
      if (problems.some(({ code }) => code !== 'cycle')) throw invalidRequest(problems.map(inWords));
      const command = { kind: 'publish_onboarding_template', subject: params.id, payload: body };
      return answerOnce(request, command, async (tx) => {
        if (cycle) return refusal('template_cycle', { cycle: cycle.tasks.join(' → ') });
        const { name, stallAfterDays } = body;
        const written = { id: params.id, name, stallAfterDays, tasks, createdBy: caller.actor };
        const published = await publishTemplate(tx, written);
        const place = `/v1/onboarding-templates/${params.id}/versions/${published.version}`;
        return { status: 201, headers: { location: place }, body: shown(published) };
      });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/onboarding-templates',
    tag,
    summary: 'Onboarding templates, each in its newest version',
    description: 'By id.',
    permission: 'onboardings.read',
    idempotent: false,
    query: z.strictObject(paging),
    responses: {
      200: {
        description: 'Templates',
        schema: page(templateSchema).meta({ id: 'OnboardingTemplateList' }),
        example: { data: [templateExample], page: { next: null } },
      },
    },
    handle: async ({ deps, query: { limit, cursor } }) => {
      const after = decodeCursor(cursor, position)?.after ?? '';
      const rows = await listTemplates(deps.database.query, { after, limit: limit + 1 });
      const { data, page: more } = pageOf(rows, limit, (last) => ({ after: last.id }));
      return { status: 200, body: { data: data.map(shown), page: more } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/onboarding-templates/{id}',
    tag,
    summary: 'The newest version of an onboarding template',
    description: 'What the next onboarding follows.',
    permission: 'onboardings.read',
    idempotent: false,
    params: templateParams,
    responses: { 200: { description: 'The template', schema: templateSchema, example: templateExample } },
    handle: async ({ deps, params }) => {
      const found = await newestTemplate(deps.database.query, params.id);
      if (found === null) throw refuse('not_found', { thing: `Onboarding template ${params.id}` });
      return { status: 200, body: shown(found) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/onboarding-templates/{id}/versions/{version}',
    tag,
    summary: 'One version of an onboarding template',
    description: 'It never changes: onboardings name the one they follow.',
    permission: 'onboardings.read',
    idempotent: false,
    params: versionParams,
    responses: { 200: { description: 'The version', schema: templateSchema, example: templateExample } },
    handle: async ({ deps, params }) => {
      const found = await findTemplate(deps.database.query, params);
      if (found === null) throw refuse('not_found', { thing: `Onboarding template ${params.id}@${params.version}` });
      return { status: 200, body: shown(found) };
    },
  }),
];

const details = {
  empty: () => ({ en: 'A template needs at least one task.', fr: 'Un modèle a besoin d’au moins une tâche.' }),
  duplicate: ([id]) => ({
    en: `Task ${id} stands above already: give each an id of its own.`,
    fr: `La tâche ${id} est déjà plus haut : donnez à chacune son identifiant.`,
  }),
  unknown_dependency: ([id, on]) => ({
    en: `Task ${id} waits for ${on}, which the template does not have.`,
    fr: `La tâche ${id} attend ${on}, que le modèle n’a pas.`,
  }),
  bad_due: ([id]) => ({
    en: `Task ${id} needs at least one whole working day.`,
    fr: `La tâche ${id} a besoin d’au moins un jour ouvré entier.`,
  }),
  bad_ladder: ([id]) => ({
    en: `The ladder of task ${id} must rise, and only a customer’s task reminds the customer.`,
    fr: `L’échelle de la tâche ${id} doit monter, et seule une tâche du client lui est rappelée.`,
  }),
  cycle: (tasks) => ({
    en: `These tasks wait for each other in a circle: ${tasks.join(' → ')}.`,
    fr: `Ces tâches s’attendent en rond : ${tasks.join(' → ')}.`,
  }),
} satisfies Record<TemplateProblem['code'], (tasks: readonly string[]) => Text>;

const inWords = ({ code, path, tasks }: TemplateProblem) => ({
  pointer: `/${path}`,
  code,
  detail: details[code](tasks),
});

const shownTask = ({ dependsOn, ladder, ...task }: TemplateTask) => ({
  ...task,
  dependsOn: [...dependsOn],
  ladder: [...ladder],
});

const shown = ({ createdAt, tasks, ...template }: StoredTemplate) => ({
  ...template,
  tasks: tasks.map(shownTask),
  createdAt: createdAt.toISOString(),
});
