import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type ApiKey, createKey, knownInOtherCase, listKeys, revokeKey } from '../../db/access/api-keys.ts';
import { hasLeft } from '../../db/staff/staff.ts';
import { actorName, roles } from '../../domain/access/roles.ts';
import { refusal } from '../../domain/errors/error-codes.ts';
import { answerOnce } from '../commands/answer-once.ts';
import { instant } from '../instant.ts';
import { decodeCursor, page, pageOf, paging } from '../paging.ts';
import { defineRoute } from '../route.ts';
import { said } from '../schema-messages.ts';
import { storedInstant } from '../stored-instant.ts';

const key = z
  .strictObject({
    id: z.string(),
    actor: z.string(),
    role: z.enum(roles),
    createdAt: instant,
    revokedAt: instant.nullable(),
  })
  .meta({ id: 'ApiKey' });

const createdKey = key
  .extend({
    secret: z
      .string()
      .nullable()
      .describe('The whole key, in the first answer only; null when the request is repeated'),
  })
  .meta({ id: 'CreatedApiKey' });

const position = z.strictObject({ createdAt: storedInstant, id: z.string().min(1).max(40) });

const keyExample = {
  ...{ id: '3f9a1c0d2b4e', actor: 'web-shop', role: 'back_office' },
  ...{ createdAt: '2026-02-03T15:04:05.678Z', revokedAt: null },
};
const createdExample = { ...keyExample, secret: `pk_3f9a1c0d2b4e_${'0'.repeat(48)}` };

const body = z.strictObject({
  actor: z
    .string()
    .regex(
      actorName,
      said({ en: 'Use letters, digits and . _ @ : - only.', fr: 'Utilisez seulement lettres, chiffres et . _ @ : -' }),
    )
    .describe('Who holds it: the name in the audit and on the timeline'),
  role: z.enum(roles),
});

export const keyRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/keys',
    tag: 'Keys',
    summary: 'Make an API key',
    description:
      'The secret is in the first answer and is stored nowhere. Was that answer lost? Revoke the key and make another. When its holder is somebody of the staff and leaves, it is revoked with them.',
    permission: 'keys.write',
    idempotent: true,
    example: { actor: 'web-shop', role: 'back_office' },
    body,
    responses: { 201: { description: 'Made', headers: ['Location'], schema: createdKey, example: createdExample } },
    handle: async (request) => {
      let secret: string | null = null;
      const command = { kind: 'create_key', subject: `key/${randomUUID()}`, payload: request.body };
      const reply = await answerOnce(request, command, async (tx) => {
        const known = await knownInOtherCase(tx, request.body.actor);
        if (known !== null) return refusal('actor_in_other_case', { person: request.body.actor, staff: known });
        if (await hasLeft(tx, request.body.actor)) return refusal('staff_has_left', { person: request.body.actor });
        const created = await createKey(tx, request.body, request.caller.actor);
        secret = created.secret;
        return { status: 201, headers: { location: `/v1/keys/${created.key.id}` }, body: shown(created.key) };
      });
      return {
        ...reply,
        headers: { ...reply.headers, 'cache-control': 'no-store' },
        body: withSecret(reply.body, secret),
      };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/keys',
    tag: 'Keys',
    summary: 'Every API key ever made, without its secret',
    description: 'Revoked ones stay, so that it is known who held them.',
    permission: 'keys.write',
    idempotent: false,
    query: z.strictObject(paging),
    responses: {
      200: {
        description: 'Keys, oldest first',
        schema: page(key).meta({ id: 'ApiKeys' }),
        example: { data: [keyExample], page: { next: null } },
      },
    },
    handle: async ({ deps, query: { limit, cursor } }) => {
      const at = decodeCursor(cursor, position);
      const rows = await listKeys(deps.database, { position: at, limit: limit + 1 });
      const { data, page: more } = pageOf(rows, limit, ({ createdAtText, id }) => ({ createdAt: createdAtText, id }));
      return { status: 200, body: { data: data.map(({ createdAtText: _, ...one }) => shown(one)), page: more } };
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/keys/{id}',
    tag: 'Keys',
    summary: 'Revoke an API key',
    description: 'Processes that have just seen the key believe it for 5 seconds more.',
    permission: 'keys.write',
    idempotent: true,
    params: z.strictObject({ id: z.string().max(40) }),
    responses: {
      200: { description: 'Revoked', schema: key, example: { ...keyExample, revokedAt: '2026-02-04T08:00:00.000Z' } },
    },
    handle: (request) => {
      const { id } = request.params;
      return answerOnce(request, { kind: 'revoke_key', subject: `key/${id}`, payload: {} }, async (tx) => {
        const revoked = await revokeKey(tx, id, request.caller.actor);
        return revoked ? { status: 200, body: shown(revoked) } : refusal('not_found', { thing: `Key ${id}` });
      });
    },
  }),
];

function shown({ createdAt, revokedAt, ...rest }: ApiKey): z.infer<typeof key> {
  return { ...rest, createdAt: createdAt.toISOString(), revokedAt: revokedAt?.toISOString() ?? null };
}

const withSecret = (body: unknown, secret: string | null): unknown =>
  typeof body === 'object' ? { ...body, secret } : body;
