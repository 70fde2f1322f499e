import { z } from 'zod';
import {
  findLocation,
  listLocations,
  lockLocation,
  type StoredLocation,
  writeLocation,
} from '../../db/catalogue/locations.ts';
import { refusal } from '../../domain/errors/error-codes.ts';
import { answerOnce } from '../commands/answer-once.ts';
import { address } from '../orders/order-schemas.ts';
import { decodeCursor, page, pageOf, paging } from '../paging.ts';
import { refuse } from '../problem.ts';
import { defineRoute, etag } from '../route.ts';
import { said } from '../schema-messages.ts';
import { text } from '../schemas.ts';
import { locationExample, newLocationExample } from './catalogue-examples.ts';

const locationId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/,
    said({ en: 'Use letters, digits, _ and -, at most 40.', fr: 'Utilisez lettres, chiffres, _ et -, 40 au plus.' }),
  );
const { country, region, postalCode, latitude, longitude } = address.shape;

const locationBody = z
  .strictObject({
    name: text(200),
    country,
    region,
    postalCode,
    latitude: latitude.unwrap().nullable().default(null),
    longitude: longitude.unwrap().nullable().default(null),
    active: z.boolean().default(true).describe('False plans no new shipment from here'),
  })
  .refine((given) => (given.latitude === null) === (given.longitude === null), {
    path: ['longitude'],
    message: said({
      en: 'Give latitude and longitude together, or neither.',
      fr: 'Donnez la latitude et la longitude ensemble, ou aucune des deux.',
    }),
  })
  .meta({ id: 'NewLocation' });

export const location = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    country: z.string(),
    region: z.string(),
    postalCode: z.string(),
    latitude: z.number().nullable(),
    longitude: z.number().nullable(),
    active: z.boolean(),
    version: z.number().int(),
  })
  .meta({ id: 'Location' });

export const locationRoutes = [
  defineRoute({
    method: 'put',
    path: '/v1/locations/{id}',
    tag: 'Catalogue',
    summary: 'Add a warehouse, or replace what is known of it',
    description: 'With If-Match it is replaced only if nobody changed it since.',
    permission: 'catalogue.write',
    idempotent: true,
    ifMatch: 'optional',
    params: z.strictObject({ id: locationId }),
    example: newLocationExample,
    body: locationBody,
    responses: {
      200: { description: 'Replaced', headers: ['ETag'], schema: location, example: locationExample },
      201: { description: 'Added', headers: ['ETag'], schema: location, example: locationExample },
    },
    handle: (request) => {
      const { id } = request.params;
      const command = { kind: 'put_location', subject: `location/${id}`, payload: request.body };
      return answerOnce(request, command, async (tx) => {
        const before = await lockLocation(tx, id);
        if (request.ifMatch !== null && request.ifMatch !== before) {
          return refusal('stale_version', { thing: `Location ${id}`, expected: request.ifMatch, actual: before });
        }
        const written = await writeLocation(tx, request.caller.actor, { id, ...request.body }, before);
        return { status: before === 0 ? 201 : 200, headers: { etag: etag(written.version) }, body: shown(written) };
      });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/locations/{id}',
    tag: 'Catalogue',
    summary: 'Read a warehouse',
    description: 'With its version as ETag, for If-Match when it is replaced.',
    permission: 'catalogue.read',
    idempotent: false,
    params: z.strictObject({ id: locationId }),
    responses: { 200: { description: 'The location', headers: ['ETag'], schema: location, example: locationExample } },
    handle: async ({ deps, params: { id } }) => {
      const found = await findLocation(deps.database, id);
      if (!found) throw refuse('not_found', { thing: `Location ${id}` });
      return { status: 200, headers: { etag: etag(found.version) }, body: shown(found) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/locations',
    tag: 'Catalogue',
    summary: 'List warehouses',
    description: 'All of them, also those that plan no new shipment.',
    permission: 'catalogue.read',
    idempotent: false,
    query: z.strictObject(paging),
    responses: {
      200: {
        description: 'In the order of their ids',
        schema: page(location),
        example: { data: [locationExample], page: { next: null } },
      },
    },
    handle: async ({ deps, query: { limit, cursor } }) => {
      const after = decodeCursor(cursor, z.string()) ?? '';
      const rows = await listLocations(deps.database, { after, limit: limit + 1 });
      return { status: 200, body: pageOf(rows.map(shown), limit, (last) => last.id) };
    },
  }),
];

const shown = (row: StoredLocation): z.infer<typeof location> => row;
