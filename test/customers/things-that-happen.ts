/** What can happen to customers: each is drawn first, and done at the same time as others. */
import { pick } from '../harness/random.ts';
import { billTo } from '../harness/seed.ts';
import { type Happenings, somebody, toOrder, toProcess, toSomebody, wakeUp } from './happening.ts';
import { thingsInClaims } from './things-in-claims.ts';
import { thingsInDeals } from './things-in-deals.ts';
import { thingsInOffices } from './things-in-offices.ts';

const email = (given: boolean) => ({ channel: 'email', given, source: 'form' });

export const happenings: Happenings = [
  [14, 'a process wakes up', wakeUp],
  [
    4,
    'an order is placed',
    (lives, random) => {
      const customerId = somebody(lives, random);
      return () => lives.placeOrder(customerId);
    },
  ],
  [6, 'an order is delivered', toOrder((lives) => lives.bringOrder)],
  [1, 'an order is cancelled', toOrder((lives) => lives.cancelOrder)],
  [2, 'an order looks again', toOrder((lives) => lives.lookAtOrder)],
  [
    5,
    'consent is given or taken back',
    toSomebody(
      (id) => `/v1/customers/${id}/consents`,
      (_, random) => email(random() < 0.7),
    ),
  ],
  [
    1,
    'somebody replies or opts out',
    toSomebody(
      (id) => `/v1/customers/${id}/interactions`,
      (_, random) => ({ kind: pick(random, ['reply', 'opt_out']) }),
    ),
  ],
  [
    3,
    'somebody is enrolled in spring',
    toSomebody(
      () => '/v1/cadences/spring/enrolments',
      (customerId) => ({ customerId, owner: 'odile' }),
    ),
  ],
  [
    3,
    'somebody is enrolled in autumn',
    toSomebody(
      () => '/v1/cadences/autumn/enrolments',
      (customerId) => ({ customerId, owner: 'odile' }),
    ),
  ],
  ...thingsInDeals,
  [
    2,
    'an onboarding is begun',
    (lives, random) => {
      const body = { customerId: somebody(lives, random), owner: 'odile', template: lives.template, billTo };
      return () => lives.post('/v1/onboardings', body);
    },
  ],
  [
    6,
    'a task of an onboarding is completed',
    toProcess(
      'onboarding',
      (id, random) => `/v1/onboardings/${id}/tasks/${pick(random, ['call', 'data'])}/complete`,
      () => ({}),
    ),
  ],
  [
    1,
    'an onboarding is cancelled',
    toProcess(
      'onboarding',
      (id) => `/v1/onboardings/${id}/cancel`,
      () => ({ reason: 'not now' }),
    ),
  ],
  [
    2,
    'a case is opened',
    toSomebody(
      () => '/v1/cases',
      (customerId) => ({ customerId, subject: 'Where is it?', body: 'It has not come.', channel: 'email' }),
    ),
  ],
  [
    2,
    'somebody writes in a case',
    toProcess(
      'case',
      (id) => `/v1/cases/${id}/messages`,
      (random) => ({ direction: pick(random, ['inbound', 'outbound']), body: 'About your lamp' }),
    ),
  ],
  [
    2,
    'a case moves',
    toProcess(
      'case',
      (id) => `/v1/cases/${id}/status`,
      (random) => ({ to: pick(random, ['in_progress', 'resolved', 'closed']) }),
    ),
  ],
  [
    1,
    'a case is rated',
    toProcess(
      'case',
      (id) => `/v1/cases/${id}/satisfaction`,
      (random) => ({ score: pick(random, [1, 9]) }),
    ),
  ],
  ...thingsInClaims,
  ...thingsInOffices,
  [
    3,
    'somebody leaves',
    toSomebody(
      () => '/v1/exits',
      (customerId, random) => ({
        ...{ customerId, openOrders: pick(random, ['cancel', 'cancel', 'deliver']) },
        reason: pick(random, ['moving', 'price', 'service']),
      }),
    ),
  ],
  [
    3,
    'an offer is answered',
    toProcess(
      'exit',
      (id) => `/v1/exits/${id}/offer`,
      (random) => ({ answer: pick(random, ['accept', 'refuse', 'refuse']) }),
    ),
  ],
  [
    1,
    'an exit is taken back',
    toProcess(
      'exit',
      (id) => `/v1/exits/${id}/rescind`,
      () => ({}),
    ),
  ],
  [
    5,
    'an exit is confirmed',
    toProcess(
      'exit',
      (id) => `/v1/exits/${id}/confirm`,
      () => ({}),
    ),
  ],
  [
    2,
    'somebody is won back',
    toProcess(
      'exit',
      (id) => `/v1/exits/${id}/win-back`,
      () => ({}),
    ),
  ],
  [
    3,
    'somebody may be lost, or is safe',
    toSomebody(
      (id) => `/v1/customers/${id}/risk`,
      (_, random) => ({ atRisk: random() < 0.6, reason: 'said so' }),
    ),
  ],
  [
    1,
    'two become one',
    (lives, random) => {
      const [id, absorb] = [somebody(lives, random), somebody(lives, random)];
      return () => lives.post(`/v1/customers/${id}/merge`, { absorb, reason: 'same person' });
    },
  ],
  [
    2,
    'a merge is undone',
    toSomebody(
      (id) => `/v1/customers/${id}/unmerge`,
      () => ({}),
    ),
  ],
];
