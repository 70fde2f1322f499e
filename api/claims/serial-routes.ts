/** Which units were sold, by serial number, and when their owners registered them: some cover goes by it. */

import { z } from 'zod';
import { hasLine, recordSerials, registerUnit } from '../../db/claims/serials.ts';
import { refusal } from '../../domain/errors/error-codes.ts';
import { answerOnce } from '../commands/answer-once.ts';
import { instant } from '../instant.ts';
import { defineRoute, type Route } from '../route.ts';
import { rowNumber, text } from '../schemas.ts';

const tag = 'Claims';
const serial = text(80);
const params = z.strictObject({ id: z.string().min(1).max(40) });
const recorded = z
  .strictObject({ orderId: z.string(), lineNo: z.number().int(), serials: z.array(z.string()) })
  .meta({ id: 'SoldSerials' });
const registered = z
  .strictObject({ orderId: z.string(), serial: z.string(), registeredAt: instant })
  .meta({ id: 'RegisteredUnit' });

export const serialRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/v1/orders/{id}/serials',
    tag,
    summary: 'Record the serial numbers that left with a line',
    description: 'Adds to what is known. A claim that needs a serial number is covered only for one of these.',
    permission: 'returns.receive',
    idempotent: true,
    params,
    body: z.strictObject({ lineNo: rowNumber, serials: z.array(serial).min(1).max(1000) }),
    example: { lineNo: 1, serials: ['SN-0001'] },
    responses: {
      200: {
        description: 'Recorded',
        schema: recorded,
        example: { orderId: 'ORD-7K3M2QX', lineNo: 1, serials: ['SN-0001'] },
      },
    },
    handle: (request) => {
      const { params: of, body, caller } = request;
      const line = { orderId: of.id, lineNo: body.lineNo };
      return answerOnce(request, { kind: 'record_serials', subject: of.id, payload: body }, async (tx) => {
        if (!(await hasLine(tx, line))) return refusal('line_not_on_order', { order: of.id, line: body.lineNo });
        await recordSerials(tx, line, { serials: body.serials, actor: caller.actor, now: Date.now() });
        return { status: 200, body: { ...line, serials: body.serials } };
      });
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/orders/{id}/registrations',
    tag,
    summary: 'Register a unit to its owner',
    description: 'Cover that starts at registration starts now. Once: a second one changes nothing.',
    permission: 'claims.write',
    idempotent: true,
    params,
    body: z.strictObject({ lineNo: rowNumber, serial }),
    example: { lineNo: 1, serial: 'SN-0001' },
    responses: {
      200: {
        description: 'Registered',
        schema: registered,
        example: { orderId: 'ORD-7K3M2QX', serial: 'SN-0001', registeredAt: '2026-02-03T15:04:05.678Z' },
      },
    },
    handle: (request) => {
      const { params: of, body } = request;
      const line = { orderId: of.id, lineNo: body.lineNo };
      return answerOnce(request, { kind: 'register_unit', subject: of.id, payload: body }, async (tx) => {
        const at = await registerUnit(tx, line, { serial: body.serial, now: Date.now() });
        if (at === null) return refusal('not_found', { thing: `Unit ${body.serial} of order ${of.id}` });
        return { status: 200, body: { orderId: of.id, serial: body.serial, registeredAt: at.toISOString() } };
      });
    },
  }),
];
