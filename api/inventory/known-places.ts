import { unknownPlaces } from '../../db/inventory/receive-stock.ts';
import type { Tx } from '../../db/transaction.ts';
import type { Text } from '../../domain/orders/wording.ts';
import { noSku } from '../missing-things.ts';
import { invalidRequest } from '../problem.ts';

type Place = { readonly sku: string; readonly locationId: string };

/** Throws 422 for what no shelf can have. `pointers` says where in the body each place stands. */
export async function mustExist(
  tx: Tx,
  places: readonly Place[],
  pointers = (index: number) => `/lines/${index}`,
): Promise<void> {
  const unknown = await unknownPlaces(tx, places);
  const problems = [
    ...unknown.skus.map((index) => ({
      pointer: `${pointers(index)}/sku`,
      code: 'unknown_sku',
      detail: noSku(places[index]?.sku ?? ''),
    })),
    ...unknown.kits.map((index) => ({
      pointer: `${pointers(index)}/sku`,
      code: 'is_kit',
      detail: isKit(places[index]?.sku ?? ''),
    })),
    ...unknown.locations.map((index) => ({
      pointer: `${pointers(index)}/locationId`,
      code: 'unknown_location',
      detail: noLocation(places[index]?.locationId ?? ''),
    })),
  ];
  if (problems.length > 0) throw invalidRequest(problems);
}

const isKit = (sku: string): Text => ({
  en: `SKU ${sku} is a kit. Send the SKUs of its parts, which are what lies on the shelf.`,
  fr: `Le SKU ${sku} est un kit. Envoyez les SKU de ses composants, qui sont ce qui est en rayon.`,
});

const noLocation = (id: string): Text => ({
  en: `Location ${id} does not exist. Add it with PUT /v1/locations/${id} first.`,
  fr: `L’emplacement ${id} n’existe pas. Ajoutez-le d’abord avec PUT /v1/locations/${id}.`,
});
