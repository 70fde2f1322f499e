/** Whether a message may go to a customer now. Asked in the transaction that inserts the message. */
import { type ConsentStatement, hasConsent, type MessageChannel } from './consent.ts';
import type { Lifecycle } from './lifecycle.ts';

/** Over all processes together, in any 14 days. */
export const commercialCap = { messages: 3, windowMs: 14 * 86_400_000 } as const;

export type CommercialMessage = {
  readonly channel: MessageChannel;
  /** Winning back is the only commercial purpose left once a customer has gone. */
  readonly purpose: 'offer' | 'win_back';
  /** When it would be sent, epoch ms. */
  readonly at: number;
};

export type TellingAnswer = { readonly may: true } | { readonly may: false; readonly why: TellingRefusal };
export type TellingRefusal = 'lifecycle' | 'consent' | 'frequency';

const commercialPurposes = {
  prospect: ['offer'],
  onboarding: ['offer'],
  active: ['offer'],
  at_risk: ['offer'],
  exiting: [],
  exited: ['win_back'],
  erased: [],
} as const satisfies Record<Lifecycle, readonly CommercialMessage['purpose'][]>;

/** `sentAt`: the commercial messages to this customer by any channel and process, epoch ms. */
export function mayBeToldCommercially(
  lifecycle: Lifecycle,
  consents: readonly ConsentStatement[],
  sentAt: readonly number[],
  message: CommercialMessage,
): TellingAnswer {
  const purposes: readonly CommercialMessage['purpose'][] = commercialPurposes[lifecycle];
  if (!purposes.includes(message.purpose)) return { may: false, why: 'lifecycle' };
  if (!hasConsent(consents, message.channel, message.at)) return { may: false, why: 'consent' };
  const recent = sentAt.filter((at) => at > message.at - commercialCap.windowMs);
  return recent.length < commercialCap.messages ? { may: true } : { may: false, why: 'frequency' };
}

/** Whether somebody may call them to offer something: a call needs no consent, but one that was refused is not made. */
export function mayBeCalled(lifecycle: Lifecycle, consents: readonly ConsentStatement[], at: number): TellingAnswer {
  const purposes: readonly CommercialMessage['purpose'][] = commercialPurposes[lifecycle];
  if (!purposes.includes('offer')) return { may: false, why: 'lifecycle' };
  const asked = consents.some((statement) => statement.channel === 'phone' && statement.at <= at);
  return asked && !hasConsent(consents, 'phone', at) ? { may: false, why: 'consent' } : { may: true };
}

/** What a customer has to know (an order, a case, a claim, an exit) goes to everybody who is still somebody. */
export function mayBeTold(lifecycle: Lifecycle): boolean {
  return lifecycle !== 'erased';
}
