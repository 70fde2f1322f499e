import { hasConsent } from '../../domain/customers/consent.ts';
import { mayBeCalled } from '../../domain/customers/message-guard.ts';
import { withholdCommercial } from '../messages/withhold-commercial.ts';
import { withdrawCallsTo } from '../sales/withdraw-calls.ts';
import type { Tx } from '../transaction.ts';
import type { LockedCustomer } from './move-lifecycle.ts';
import { statementsOf } from './read-consents.ts';

/**
 * What was written while it was allowed and is not sent yet, and who was asked to call and has not: neither happens once it
 * is not allowed any more. The customer's row is locked.
 */
export async function obeyConsent(
  tx: Tx,
  { id, lifecycle }: Pick<LockedCustomer, 'id' | 'lifecycle'>,
  now: number,
): Promise<void> {
  const said = await statementsOf(tx, id);
  if (!hasConsent(said, 'email', now)) await withholdCommercial(tx, id, 'consent');
  if (!mayBeCalled(lifecycle, said, now).may) await withdrawCallsTo(tx, { customerId: id, now });
}
