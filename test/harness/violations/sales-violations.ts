/** Of deals, cadences and what was written to customers. */
import type { Violation } from './violation.ts';

export const deals: readonly Violation[] = [
  {
    title: 'time used up by a deal that its stage log does not explain',
    damage: (of) => `update opportunities set clock = jsonb_set(clock, '{consumedMs}', '1') where id = '${of.deal}'`,
    invariant: 'I16',
    subject: (of) => of.deal,
  },
  {
    title: 'a deal in another stage than its log says',
    damage: (of) => `update processes set status = 'contacted' where id = '${of.deal}'`,
    invariant: 'I16',
    subject: (of) => of.deal,
  },
  {
    title: 'a touch that was left out',
    damage: (of) => `update enrolments set next_step = 1 where id = '${of.enrolment}'`,
    invariant: 'I16',
    subject: (of) => of.enrolment,
  },
];

const told = (id: string, more: Record<string, string>) => {
  const columns = { id: `'${id}'`, process: `'enrolment/${id}'`, step: "'1'", customer_id: "'CUS-CARD'", ...more };
  const all = { ...{ template: "'cadence_intro'", params: "'{}'", customer_version: '0' }, ...columns };
  return `insert into messages (${Object.keys(all).join()}) values (${Object.values(all).join()});`;
};
const offered = { commercial: 'true', purpose: "'offer'", lifecycle: "'active'", consents_seen: '100' };
const consented = (given: boolean, at: string) =>
  `insert into consents (customer_id, channel, given, source, at, recorded_by)
    values ('CUS-CARD', 'email', ${given}, 'form', now() - interval '${at}', 'test');`;

export const messages: readonly Violation[] = [
  {
    title: 'a message that nobody asked the guard about',
    damage: () => told('M-BARE', {}),
    invariant: 'I17',
    subject: () => 'M-BARE',
  },
  {
    title: 'an offer to somebody who is leaving',
    damage:
      () => `update customers set lifecycle = 'exiting' where id = 'CUS-CARD'; update messages set lifecycle = 'exiting';
      ${consented(true, '1 day')} ${told('M-LEAVING', { ...offered, lifecycle: "'exiting'" })}`,
    invariant: 'I17',
    subject: () => 'M-LEAVING',
  },
  {
    title: 'a message whose row says another stage of life than the customer’s events',
    damage: () => told('M-LIES', { lifecycle: "'at_risk'" }),
    invariant: 'I17',
    subject: () => 'M-LIES',
  },
  {
    title: 'an offer without consent',
    damage: () => told('M-UNASKED', offered),
    invariant: 'I17',
    subject: () => 'M-UNASKED',
  },
  {
    title: 'an offer after the consent was taken back',
    damage: () => `${consented(true, '2 days')} ${consented(false, '1 day')} ${told('M-WITHDRAWN', offered)}`,
    invariant: 'I17',
    subject: () => 'M-WITHDRAWN',
  },
  {
    title: 'a fourth offer in 14 days',
    damage: () =>
      `${consented(true, '30 days')} ${[13, 9, 5, 1]
        .map((day) => told(`M-${day}`, { ...offered, created_at: `now() - interval '${day} days'` }))
        .join('')}`,
    invariant: 'I17',
    subject: () => 'M-1',
  },
];
