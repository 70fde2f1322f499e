/** What can happen to claims and to the goods that come back. */
import { claimKinds } from '../../domain/claims/claim-states.ts';
import { dispositions } from '../../domain/claims/match-receipt.ts';
import { outcomeSteps, unreturnedAnswers } from '../../domain/claims/outcomes.ts';
import { pick } from '../harness/random.ts';
import { type Happenings, toProcess } from './happening.ts';

const because = { reason: 'so it went' };
const photo = { kind: 'photo', reference: 'file://1.jpg' };
const outcomes = Object.keys(outcomeSteps);
const kinds = [...claimKinds, 'damaged', 'return', 'return'];

export const thingsInClaims: Happenings = [
  [
    5,
    'a claim is opened',
    (lives, random) => {
      if (lives.orders.length === 0) return null;
      const evidence = random() < 0.7 ? [photo] : [];
      const what = { orderId: pick(random, lives.orders).id, kind: pick(random, kinds), evidence };
      const body = { ...what, lines: [{ lineNo: 1, units: pick(random, [1, 2]) }] };
      return () => lives.post('/v1/claims', body);
    },
  ],
  [
    1,
    'a claim is withdrawn',
    toProcess(
      'claim',
      (id) => `/v1/claims/${id}/withdraw`,
      () => ({}),
    ),
  ],
  [
    1,
    'evidence comes',
    toProcess(
      'claim',
      (id) => `/v1/claims/${id}/evidence`,
      () => ({ evidence: [photo] }),
    ),
  ],
  [
    4,
    'a claim is decided',
    toProcess(
      'claim',
      (id) => `/v1/claims/${id}/decision`,
      (random) => {
        const granted = pick(random, [0, 1, 1, 1, 2]);
        const outcome = granted === 0 ? null : pick(random, outcomes);
        return { lines: [{ lineNo: 1, granted, outcome }], ...because };
      },
    ),
  ],
  [
    2,
    'a refusal is appealed',
    toProcess(
      'claim',
      (id) => `/v1/claims/${id}/appeal`,
      () => because,
    ),
  ],
  [
    3,
    'goods come back',
    toProcess(
      'claim',
      (id) => `/v1/returns/${id}-RET/receipts`,
      (random) => ({ units: [{ sku: pick(random, ['LAMP', 'LAMP', 'LAMP', 'SHADE']), units: pick(random, [1, 2]) }] }),
    ),
  ],
  [
    3,
    'goods are inspected',
    toProcess(
      'claim',
      (id) => `/v1/returns/${id}-RET/inspections`,
      (random) => {
        const found = { accepted: random() < 0.7, disposition: pick(random, dispositions) };
        return { lines: [{ lineNo: 1, units: 1, ...found }] };
      },
    ),
  ],
  [
    1,
    'a step is done by hand',
    toProcess(
      'claim',
      (id) => `/v1/claims/${id}/steps`,
      (random) => ({
        lineNo: 1,
        units: 1,
        reference: 'X-1',
        step: pick(random, ['replacement', 'repair', 'send_back']),
      }),
    ),
  ],
  [
    1,
    'an original that never came is answered for',
    toProcess(
      'claim',
      (id) => `/v1/claims/${id}/unreturned`,
      (random) => ({ lineNo: 1, units: 1, answer: pick(random, unreturnedAnswers), ...because }),
    ),
  ],
];
