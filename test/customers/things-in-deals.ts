/** What can happen to leads, deals and their quotes. */
import { pick } from '../harness/random.ts';
import { billTo } from '../harness/seed.ts';
import { orderBody } from '../harness/world.ts';
import { shown, upToProposal } from '../sales/evidence.ts';
import { type Happenings, toProcess, toSomebody } from './happening.ts';

const { shipTo, payment } = orderBody() as { shipTo: object; payment: object };
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

export const thingsInDeals: Happenings = [
  [
    4,
    'a deal is opened',
    toSomebody(
      () => '/v1/opportunities',
      (customerId) => ({ customerId, title: 'Lamps', amount: { amount: 7998, currency: 'CAD' }, owner: 'odile' }),
    ),
  ],
  [
    6,
    'a deal goes far',
    toProcess(
      'opportunity',
      (id) => `/v1/opportunities/${id}/advance`,
      () => ({ to: 'negotiation', evidence: shown(...upToProposal, 'quote_sent') }),
    ),
  ],
  [
    1,
    'a deal goes back',
    toProcess(
      'opportunity',
      (id) => `/v1/opportunities/${id}/regress`,
      (random) => ({ to: pick(random, ['contacted', 'qualified']), reason: 'not so far after all' }),
    ),
  ],
  [
    1,
    'a deal sleeps',
    toProcess(
      'opportunity',
      (id) => `/v1/opportunities/${id}/snooze`,
      (random) => ({ until: inDays(pick(random, [1, 20])), reason: 'on holiday' }),
    ),
  ],
  [
    2,
    'a quote is made',
    toProcess(
      'opportunity',
      (id) => `/v1/opportunities/${id}/quotes`,
      (random) => ({ lines: [{ sku: 'LAMP', quantity: pick(random, [1, 2]) }], shipTo }),
    ),
  ],
  [
    3,
    'a quote is accepted',
    toProcess(
      'opportunity',
      (id, random) => `/v1/opportunities/${id}/quotes/${pick(random, [1, 1, 2])}/accept`,
      () => ({ payment }),
    ),
  ],
  [
    6,
    'a deal is closed',
    toProcess(
      'opportunity',
      (id) => `/v1/opportunities/${id}/close`,
      (random) => ({
        outcome: pick(random, ['won', 'won', 'won', 'lost']),
        reason: 'so it went',
        billTo,
        evidence: shown('quote_accepted'),
      }),
    ),
  ],
  [
    1,
    'a deal is put off',
    toProcess(
      'opportunity',
      (id) => `/v1/opportunities/${id}/close`,
      () => ({ outcome: 'recycled', reason: 'next budget', until: inDays(40) }),
    ),
  ],
];
