import { describe, expect, it } from 'vitest';
import { trackingStatuses } from '../../domain/shipping/tracking-status.ts';
import { readEasyPostError } from './easypost-answer.ts';
import { toMinor } from './easypost-read.ts';
import { readScans, readStatus } from './easypost-scan.ts';

describe('readStatus', () => {
  it.each([
    ['pre_transit', null, 'label_created'],
    ['in_transit', 'departed_facility', 'in_transit'],
    ['out_for_delivery', null, 'out_for_delivery'],
    ['available_for_pickup', 'arrived_at_pickup_location', 'available_for_pickup'],
    ['failure', 'refused', 'exception'],
    ['failure', 'delivery_exception', 'attempt_failed'],
    ['failure', 'lost', 'lost'],
    ['return_to_sender', 'return', 'returning'],
    ['delivered', 'arrived_at_destination', 'delivered'],
    ['delivered', 'return', 'returning'],
    ['error', null, 'exception'],
    ['cancelled', null, 'cancelled'],
    ['unknown', 'unknown', null],
    ['constructor', null, null],
  ])('reads %s (%s) as %s', (status, detail, ours) => {
    expect(readStatus(status, detail)).toBe(ours);
    expect([...trackingStatuses, null]).toContain(ours);
  });
});

describe('readScans', () => {
  it('leaves out a scan without a readable instant and keeps the others', () => {
    const detail = (datetime: string) => ({ status: 'in_transit', datetime });
    const tracker = {
      id: 't',
      tracking_code: 'c',
      tracking_details: [detail(''), detail('2026-03-01T10:00:00-05:00')],
    };
    expect(readScans(tracker, [])).toMatchObject([{ occurredAt: '2026-03-01T15:00:00.000Z', rawCode: 'in_transit' }]);
  });
});

describe('toMinor', () => {
  it.each([
    ['7.42', 'CAD', 742],
    ['7', 'USD', 700],
    ['0.5', 'EUR', 50],
    ['1.005', 'USD', 101],
    ['1234', 'JPY', 1_234],
    ['1.2345', 'KWD', 1_235],
  ])('reads %s %s as %d', (decimal, currency, minor) => {
    expect(toMinor(decimal, currency)).toBe(minor);
  });
});

describe('readEasyPostError', () => {
  it.each([
    [{ statusCode: 422, code: 'SHIPMENT.POSTAGE.FAILURE', message: 'no' }, 'refused'],
    [{ statusCode: 401, code: 'APIKEY.INACTIVE', message: 'no' }, 'unknown'],
    [{ statusCode: 403, code: 'MODE.UNAUTHORIZED', message: 'no' }, 'unknown'],
    [{ statusCode: 402, code: 'INSUFFICIENT_FUNDS', message: 'no' }, 'refused'],
    [{ statusCode: 422, code: 'SHIPMENT.POSTAGE.NO_RESPONSE', message: 'silence' }, 'unknown'],
    [{ statusCode: 422, code: 'SHIPMENT.PURCHASE.IN_PROGRESS', message: 'wait' }, 'unknown'],
    [{ statusCode: 429, message: 'slowly' }, 'unknown'],
    [{ statusCode: 408 }, 'unknown'],
    [{ statusCode: 503 }, 'unknown'],
    [new Error('ECONNRESET'), 'unknown'],
    ['?', 'unknown'],
  ])('reads %o as %s', (error, kind) => {
    expect(readEasyPostError(error).kind).toBe(kind);
  });
});
