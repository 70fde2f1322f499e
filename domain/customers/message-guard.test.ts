import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConsentStatement } from './consent.ts';
import { lifecycles } from './lifecycle.ts';
import { commercialCap, mayBeTold, mayBeToldCommercially } from './message-guard.ts';

const day = 86_400_000;
const now = 100 * day;
const consent: ConsentStatement[] = [{ channel: 'email', given: true, at: 0 }];
const offer = { channel: 'email', purpose: 'offer', at: now } as const;

describe('a commercial message', () => {
  it('goes to a customer who consented and has heard little', () => {
    expect(mayBeToldCommercially('active', consent, [now - day, now - 2 * day], offer)).toEqual({ may: true });
  });

  it.each(lifecycles)('follows the lifecycle: %s', (lifecycle) => {
    const allowed = (purpose: 'offer' | 'win_back') =>
      mayBeToldCommercially(lifecycle, consent, [], { ...offer, purpose }).may;
    expect(allowed('offer')).toBe(['prospect', 'onboarding', 'active', 'at_risk'].includes(lifecycle));
    expect(allowed('win_back')).toBe(lifecycle === 'exited');
  });

  it.each([
    ['nothing was ever said', []],
    ['consent is for another channel', [{ channel: 'sms', given: true, at: 0 }]],
    ['consent was taken back', [...consent, { channel: 'email', given: false, at: 5 }]],
    ['it was given and taken back at one instant', [...consent, { channel: 'email', given: false, at: 0 }]],
    ['it is given only later', [{ channel: 'email', given: true, at: now + 1 }]],
  ] as [string, ConsentStatement[]][])('is refused when %s', (_title, statements) => {
    expect(mayBeToldCommercially('active', statements, [], offer)).toEqual({ may: false, why: 'consent' });
  });

  it('goes out again once consent is given again', () => {
    const again = [
      ...consent,
      { channel: 'email', given: false, at: 5 },
      { channel: 'email', given: true, at: 6 },
    ] as const;
    expect(mayBeToldCommercially('active', again, [], offer).may).toBe(true);
  });

  it('is the fourth in 14 days never, and may go when the first is 14 days old', () => {
    const sent = [now - 14 * day + 1, now - day, now - 1];
    expect(mayBeToldCommercially('active', consent, sent, offer)).toEqual({ may: false, why: 'frequency' });
    expect(mayBeToldCommercially('active', consent, sent, { ...offer, at: now + 1 }).may).toBe(true);
  });

  it('is never sent more than three times in any 14 days, whatever is asked when', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60 * day), { maxLength: 40 }), (wishes) => {
        const sent: number[] = [];
        for (const at of wishes.sort((a, b) => a - b))
          if (mayBeToldCommercially('active', consent, sent, { ...offer, at }).may) sent.push(at);
        for (const end of sent)
          expect(sent.filter((at) => at <= end && at > end - commercialCap.windowMs).length).toBeLessThanOrEqual(3);
      }),
    );
  });
});

it('what has to be known is told to everybody but the erased', () => {
  expect(lifecycles.filter((lifecycle) => !mayBeTold(lifecycle))).toEqual(['erased']);
});
