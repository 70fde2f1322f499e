/** Whether a customer who wants to leave is made an offer. */
import { Temporal } from 'temporal-polyfill';
import { type ExitKind, exitKinds } from './exit-states.ts';

/** After an accepted offer there is none for so many calendar months. */
export const monthsBetweenOffers = 12;

export type OfferAnswer = 'eligible' | 'involuntary' | 'accepted_lately' | 'held_out';

export type OfferQuestion = {
  readonly customerId: string;
  readonly kind: ExitKind;
  /** When earlier offers were accepted, epoch ms. */
  readonly acceptedAt: readonly number[];
  /** The customer's IANA zone. */
  readonly zone: string;
  /** Share of customers, 0 to 1, who are never made an offer, so that the save rate has something to be compared with. */
  readonly holdOutShare: number;
};

export function offerAnswer(question: OfferQuestion, nowMs: number): OfferAnswer {
  if (exitKinds[question.kind] === 'involuntary') return 'involuntary';
  if (question.acceptedAt.some((at) => nowMs < againAt(at, question.zone))) return 'accepted_lately';
  return isHeldOut(question.customerId, question.holdOutShare) ? 'held_out' : 'eligible';
}

function againAt(acceptedAt: number, zone: string): number {
  const accepted = Temporal.Instant.fromEpochMilliseconds(acceptedAt).toZonedDateTimeISO(zone);
  return accepted.add({ months: monthsBetweenOffers }).epochMilliseconds;
}

/** A customer is held out for ever or never, and a larger share holds out whom a smaller one does. */
export function isHeldOut(customerId: string, share: number): boolean {
  return stableHash(`retention-offer/${customerId}`) / 2 ** 32 < share;
}

/** 32-bit FNV-1a, then the finaliser of MurmurHash3: without it ids that differ in the last digit hash close together. */
function stableHash(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
