import { mayReleaseHold, namedWhere } from '../../../domain/access/roles.ts';
import { openTotal } from '../../../domain/orders/approval-need.ts';
import { everythingLeft } from '../../../domain/orders/order-facts.ts';
import { releaseHold } from '../close-hold.ts';
import { raiseHold } from '../screen-order.ts';
import { type Command, done, refused } from './command.ts';

export const raiseManualHold: Command<'raise_hold'> = async (change, { kind, reason }, asker) => {
  if (change.facts.holds.some((h) => h.kind === kind))
    return refused('hold_already_open', { order: change.facts.id, kind });
  if (everythingLeft(change.facts)) return refused('nothing_to_hold', { order: change.facts.id });
  const ownerRole = kind === 'fraud' ? 'supervisor' : 'agent';
  await raiseHold(change, {
    kind,
    reason,
    details: { raisedBy: asker.actor, ...(kind === 'credit' && { orderMinor: openTotal(change.facts) }) },
    ownerRole,
    atDeadline: kind === 'manual' ? 'release' : 'cancel',
  });
  return done({ kind });
};

export const releaseHoldByHand: Command<'release_hold'> = async (change, { kind, reason }, asker) => {
  const open = change.facts.holds.map((h) => h.kind);
  if (!open.includes(kind))
    return refused('hold_not_open', { order: change.facts.id, kind, kinds: open.join(', ') || '–' });
  if (!mayReleaseHold(asker.role, kind)) {
    const needed = namedWhere((role) => mayReleaseHold(role, kind));
    return refused('forbidden', { role: asker.role, needed });
  }
  await releaseHold(change, kind, reason);
  return done({ kind });
};
