/** Whether a customer who wants to leave is made an offer. */
import { Temporal } from 'temporal-polyfill';
import { type ExitKind, exitKinds } from './exit-states.ts';

/** After an accepted offer there is none for so many calendar months. */
const monthsBetweenOffers = 12;

/** What can be offered; each is a promise that a person keeps, and a credit counts when the customer leaves after all. */
export const offerKinds = ['credit', 'discount', 'call'] as const;
export type OfferKind = (typeof offerKinds)[number];

export type ExitOfferState =
  | 'awaiting_approval'
  | 'open'
  | 'accepted'
  | 'refused'
  | 'expired'
  /** Who had to approve it said no, or nothing. */
  | 'not_approved'
  /** The exit was rescinded meanwhile. */
  | 'void';

/** `no_offer`: the table has none for such a customer. */
export type OfferAnswer = 'eligible' | 'involuntary' | 'accepted_lately' | 'held_out' | 'no_offer';

export type OfferQuestion = {
  readonly customerId: string;
  readonly kind: ExitKind;
  /** When earlier offers were accepted, epoch ms. */
  readonly acceptedAt: readonly number[];
  /** The customer's IANA zone. */
  readonly zone: string;
  /** Share of customers, 0 to 1, who are never made an offer, so that the save rate has something to be compared with. */
  readonly holdOutShare: number;
  readonly experiment: string;
  /** The table has an offer. Asked before the hold-out, so that both groups are those who would be made one. */
  readonly hasOffer: boolean;
};

export function offerAnswer(question: OfferQuestion, nowMs: number): OfferAnswer {
  if (exitKinds[question.kind] === 'involuntary') return 'involuntary';
  if (question.acceptedAt.some((at) => nowMs < againAt(at, question.zone))) return 'accepted_lately';
  if (!question.hasOffer) return 'no_offer';
  return isHeldOut(question) ? 'held_out' : 'eligible';
}

/** When a customer who accepted an offer may accept the next one (epoch ms). */
export function againAt(acceptedAt: number, zone: string): number {
  const accepted = Temporal.Instant.fromEpochMilliseconds(acceptedAt).toZonedDateTimeISO(zone);
  return accepted.add({ months: monthsBetweenOffers }).epochMilliseconds;
}

/** Within one experiment a customer is held out for ever or never, and a larger share holds out whom a smaller one does. */
export function isHeldOut({
  customerId,
  experiment,
  holdOutShare,
}: Pick<OfferQuestion, 'customerId' | 'experiment' | 'holdOutShare'>): boolean {
  return stableHash(`${experiment}/${customerId}`) / 2 ** 32 < holdOutShare;
}

/** 32-bit FNV-1a, then the finaliser of MurmurHash3: without it ids that differ in the last digit hash close together. */
function stableHash(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
