import { z } from 'zod';
import {
  checkParts,
  findProduct,
  hasStock,
  kitWith,
  lockProduct,
  type PartProblem,
  type Product,
  writeProduct,
} from '../../db/catalogue/products.ts';
import type { Tx } from '../../db/transaction.ts';
import { refusal } from '../../domain/errors/error-codes.ts';
import type { Text } from '../../domain/orders/wording.ts';
import { answerOnce } from '../commands/answer-once.ts';
import { noSku } from '../missing-things.ts';
import { invalidRequest, refuse } from '../problem.ts';
import { defineRoute, etag } from '../route.ts';
import { newProductExample, productExample } from './catalogue-examples.ts';
import { product, productBody, shownProduct, sku, toProduct } from './product-schemas.ts';

const params = z.strictObject({ sku });

export const productRoutes = [
  defineRoute({
    method: 'put',
    path: '/v1/products/{sku}',
    tag: 'Catalogue',
    summary: 'Add a product or a kit, or replace it',
    description:
      'With If-Match it is replaced only if nobody changed it since. Orders keep the prices they were placed with.',
    permission: 'catalogue.write',
    idempotent: true,
    ifMatch: 'optional',
    params,
    example: newProductExample,
    body: productBody,
    responses: {
      200: { description: 'Replaced', headers: ['ETag'], schema: product, example: productExample },
      201: { description: 'Added', headers: ['ETag'], schema: product, example: productExample },
    },
    handle: (request) => {
      const given = toProduct(request.params.sku, request.body);
      const command = { kind: 'put_product', subject: `product/${given.sku}`, payload: request.body };
      return answerOnce(request, command, async (tx) => {
        const before = await lockProduct(tx, given.sku);
        if (request.ifMatch !== null && request.ifMatch !== before) {
          const thing = `Product ${given.sku}` as const;
          return refusal('stale_version', { thing, expected: request.ifMatch, actual: before });
        }
        await mustBeAKit(tx, given);
        const version = await writeProduct(tx, request.caller.actor, given, before);
        return {
          status: before === 0 ? 201 : 200,
          headers: { etag: etag(version) },
          body: shownProduct({ ...given, version }, request.caller.role),
        };
      });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/products/{sku}',
    tag: 'Catalogue',
    summary: 'Read a product',
    description: 'With its version as ETag, for If-Match when it is replaced.',
    permission: 'catalogue.read',
    idempotent: false,
    params,
    responses: { 200: { description: 'The product', headers: ['ETag'], schema: product, example: productExample } },
    handle: async ({ deps, caller, params: { sku: asked } }) => {
      const found = await findProduct(deps.database, asked);
      if (!found) throw refuse('not_found', { thing: `Product ${asked}` });
      return { status: 200, headers: { etag: etag(found.version) }, body: shownProduct(found, caller.role) };
    },
  }),
];

const whyNot = {
  unknown: noSku,
  kit: (part) => ({
    en: `SKU ${part} is a kit itself. List its parts here instead.`,
    fr: `Le SKU ${part} est lui-même un kit. Donnez plutôt ses composants ici.`,
  }),
  itself: () => ({
    en: 'A kit cannot be a part of itself. Take it off the list.',
    fr: 'Un kit ne peut pas être son propre composant. Retirez-le de la liste.',
  }),
  twice: (part) => ({
    en: `SKU ${part} stands above already. Raise its quantity instead.`,
    fr: `Le SKU ${part} est déjà plus haut. Augmentez plutôt sa quantité.`,
  }),
} as const satisfies Record<PartProblem['why'], (part: string) => Text>;

/** Throws with a pointer per problem when the parts make no kit; nothing to check for a plain product. */
async function mustBeAKit(tx: Tx, given: Product): Promise<void> {
  if (given.parts.length === 0) return;
  const problems = (await checkParts(tx, given.sku, given.parts)).map(({ index, why }) => ({
    pointer: `/parts/${index}/sku`,
    code: `part_${why}`,
    detail: whyNot[why](given.parts[index]?.sku ?? ''),
  }));
  if (problems.length > 0) throw invalidRequest(problems);
  const kit = await kitWith(tx, given.sku);
  if (kit !== null)
    throw notAKit('part_of_kit', {
      en: `${given.sku} is a part of the kit ${kit}, so it cannot be a kit.`,
      fr: `${given.sku} est un composant du kit ${kit} : il ne peut pas être un kit.`,
    });
  if (await hasStock(tx, given.sku)) {
    throw notAKit('has_stock', {
      en: `${given.sku} has units in stock, so it cannot be a kit. Count them to 0 first.`,
      fr: `${given.sku} a des unités en stock : il ne peut pas être un kit. Comptez-les d’abord à 0.`,
    });
  }
}

const notAKit = (code: string, detail: Text) => invalidRequest([{ pointer: '/parts', code, detail }]);
