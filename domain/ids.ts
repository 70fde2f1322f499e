import type { ProcessKind, processKinds } from './processes/process-kinds.ts';

/**
 * Order ids are what people read aloud: `ORD-` and seven Crockford base-32 digits.
 * A database sequence numbers orders; multiplying by an odd constant modulo 2^35 is a bijection,
 * so ids never collide and do not tell how many orders there are.
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const modulus = 1n << 35n;
const oddMultiplier = 22695477461n;
const itsInverse = 30849087613n;

export type IdPrefix = 'ORD' | 'CUS' | 'LED' | (typeof processKinds)[ProcessKind]['prefix'];

export function readableId(prefix: IdPrefix, sequence: bigint): string {
  if (sequence < 0n || sequence >= modulus) throw new RangeError(`sequence ${sequence} is outside 0..2^35-1`);
  let rest = (sequence * oddMultiplier) % modulus;
  let digits = '';
  for (let place = 0; place < 7; place += 1) {
    digits = alphabet.charAt(Number(rest % 32n)) + digits;
    rest /= 32n;
  }
  return `${prefix}-${digits}`;
}

/** The number an id was made of; null for an id of another shape. */
export function sequenceOf(id: string): bigint | null {
  const [, digits] = /^[A-Z]{3}-([0-9A-HJKMNP-TV-Z]{7})$/.exec(id) ?? [];
  if (digits === undefined) return null;
  const product = [...digits].reduce((value, digit) => value * 32n + BigInt(alphabet.indexOf(digit)), 0n);
  return (product * itsInverse) % modulus;
}

export const orderWorkflowId = (orderId: string): string => `order/${orderId}`;
/** A process that began once more counts its steps from 1 again: `life` tells apart which one it is. */
type OrderLife = { readonly orderId: string; readonly life: string };

/** The key of a step of an order's process; `revision` is the step's own within its life. */
export const orderStepKey = ({ orderId, life }: OrderLife, step: string, revision: number): string =>
  `${orderWorkflowId(orderId)}/${step}/${life}/${revision}`;

/** Of the `nth` step that was done straight after the one under `key`: after `…/screen/<life>/7` it may be `…/authorise/<life>/7.2`. */
export const nextStepKey = (key: string, step: string, nth: number): string =>
  key.replace(/[^/]+\/([^/]+\/[^/]+)$/, `${step}/$1.${nth}`);
export const shipmentId = (orderId: string, shipmentNo: number): string => `${orderId}-S${shipmentNo}`;
export const refundId = (payment: string, refundNo: number): string => `${payment}-R${refundNo}`;
export const approvalId = (orderId: string, approvalNo: number): string => `${orderId}-A${approvalNo}`;

const partOfOrder = /^(ORD-[0-9A-HJKMNP-TV-Z]{7})-([SA])[1-9]\d*$/;

/** The order that a shipment or an approval belongs to; null for an id of another shape. */
export const orderOfShipment = (id: string): string | null => orderOf(id, 'S');
export const orderOfApproval = (id: string): string | null => orderOf(id, 'A');

function orderOf(id: string, kind: 'S' | 'A'): string | null {
  const [, orderId, found] = partOfOrder.exec(id) ?? [];
  return orderId !== undefined && found === kind ? orderId : null;
}

const approvalOfProcess = /^([A-Z]{3}-[0-9A-HJKMNP-TV-Z]{7})-A[1-9]\d*$/;

/** The process of a kind that an approval belongs to; null for an id of another shape or kind. */
export function processOfApproval(prefix: (typeof processKinds)[ProcessKind]['prefix'], id: string): string | null {
  const [, processId] = approvalOfProcess.exec(id) ?? [];
  return processId?.startsWith(`${prefix}-`) ? processId : null;
}
