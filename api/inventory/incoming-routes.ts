import { z } from 'zod';
import {
  type Announced,
  announceReceipt,
  lockIncoming,
  withdrawReceipt,
} from '../../db/inventory/incoming-receipts.ts';
import type { Tx } from '../../db/transaction.ts';
import { type Refusal, refusal } from '../../domain/errors/error-codes.ts';
import type { Text } from '../../domain/orders/wording.ts';
import { answerOnce } from '../commands/answer-once.ts';
import { sentDay } from '../instant.ts';
import { invalidRequest } from '../problem.ts';
import { defineRoute } from '../route.ts';
import { said } from '../schema-messages.ts';
import { mustExist } from './known-places.ts';
import { incomingExample, place, units } from './stock-schemas.ts';

export const incomingId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
    said({ en: 'Use letters, digits, _ and -, at most 64.', fr: 'Utilisez lettres, chiffres, _ et -, 64 au plus.' }),
  );

const announcement = z
  .strictObject({ ...place, quantity: units.min(1), expectedOn: sentDay })
  .meta({ id: 'NewIncomingReceipt' });

const incomingReceipt = z
  .strictObject({
    id: z.string(),
    sku: z.string(),
    locationId: z.string(),
    quantity: z.number().int(),
    expectedOn: z.iso.date(),
  })
  .meta({ id: 'IncomingReceipt' });

const { id: exampleId, ...expected } = incomingExample;
const announcementExample = { sku: 'LAMP', locationId: 'MTL', ...expected };
const receiptExample = { id: exampleId, ...announcementExample };

export const incomingRoutes = [
  defineRoute({
    method: 'put',
    path: '/v1/stock/incoming/{id}',
    tag: 'Stock',
    summary: 'Announce goods that a supplier sends, or change what was announced',
    description:
      'Nothing is reserved on it. Orders that are short show by when announced goods would cover them; a day that is past counts for nothing, and two days later the warehouse gets a task (`incoming_overdue`). A receipt that names it ends it.',
    permission: 'stock.receive',
    idempotent: true,
    params: z.strictObject({ id: incomingId }),
    example: announcementExample,
    body: announcement,
    responses: {
      200: { description: 'Replaced', schema: incomingReceipt, example: receiptExample },
      201: { description: 'Announced', schema: incomingReceipt, example: receiptExample },
    },
    handle: (request) => {
      const { id } = request.params;
      const command = { kind: 'announce_receipt', subject: `incoming/${id}`, payload: request.body };
      return answerOnce(request, command, async (tx) => {
        await mustExist(tx, [request.body], () => '');
        const given = { id, ...request.body };
        const done = await announceReceipt(tx, given);
        if (done === 'received') return refusal('incoming_received', { reference: id });
        return { status: done === 'added' ? 201 : 200, body: given };
      });
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/stock/incoming/{id}',
    tag: 'Stock',
    summary: 'Withdraw goods that were announced and will not come',
    description:
      'They count for nothing any more. Withdrawing them again changes nothing; announcing them again under the same id makes them expected again. What was received stays received.',
    permission: 'stock.receive',
    idempotent: true,
    params: z.strictObject({ id: incomingId }),
    responses: {
      200: { description: 'Withdrawn: what had been announced', schema: incomingReceipt, example: receiptExample },
    },
    handle: (request) => {
      const { id } = request.params;
      const command = { kind: 'withdraw_receipt', subject: `incoming/${id}`, payload: {} };
      return answerOnce(request, command, async (tx) => {
        const withdrawn = await withdrawReceipt(tx, id);
        if (withdrawn === null) return refusal('not_found', { thing: `Announcement ${id}` });
        if (withdrawn === 'received') return refusal('incoming_on_shelf', { reference: id });
        return { status: 200, body: withdrawn };
      });
    },
  }),
];

type Line = { readonly sku: string; readonly locationId: string; readonly incoming?: string | undefined };

/** Throws 422 for a line that names what was never announced, or not there; refuses what was received already. Locks the rest. */
export async function findAnnounced(tx: Tx, lines: readonly Line[]): Promise<readonly string[] | Refusal> {
  const ids = lines.flatMap(({ incoming }) => incoming ?? []);
  const known = await lockIncoming(tx, ids);
  const problems = lines.flatMap((line, index) => {
    const detail = line.incoming === undefined ? null : wrongWith(line, line.incoming, known.get(line.incoming));
    return detail === null ? [] : [{ pointer: `/lines/${index}/incoming`, ...detail }];
  });
  if (problems.length > 0) throw invalidRequest(problems);
  const received = ids.filter((id) => known.get(id)?.received);
  return received.length > 0 ? refusal('incoming_received', { reference: received.join(', ') }) : ids;
}

function wrongWith(line: Line, id: string, announced: Announced | undefined): { code: string; detail: Text } | null {
  if (announced === undefined) {
    const detail = {
      en: `Nothing was announced as ${id}. Announce it with PUT /v1/stock/incoming/${id}, or leave this out.`,
      fr: `Rien n’a été annoncé sous ${id}. Annoncez-le avec PUT /v1/stock/incoming/${id}, ou omettez ce champ.`,
    };
    return { code: 'unknown_incoming', detail };
  }
  if (announced.sku === line.sku && announced.locationId === line.locationId) return null;
  const detail = {
    en: `${id} announces ${announced.sku} at ${announced.locationId}. Name what was announced for this line, or leave this out.`,
    fr: `${id} annonce ${announced.sku} à ${announced.locationId}. Nommez ce qui a été annoncé pour cette ligne, ou omettez ce champ.`,
  };
  return { code: 'other_incoming', detail };
}
