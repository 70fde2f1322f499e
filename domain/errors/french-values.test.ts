import { describe, expect, it } from 'vitest';
import { roles } from '../access/roles.ts';
import { caseMoves } from '../assistance/case-states.ts';
import { claimMoves } from '../claims/claim-states.ts';
import { lifecycles } from '../customers/lifecycle.ts';
import { exitMoves } from '../exit/exit-states.ts';
import { onboardingMoves } from '../onboarding/onboarding-states.ts';
import { workKinds } from '../orders/due-work.ts';
import { holdKinds } from '../orders/order-facts.ts';
import { orderStatuses } from '../orders/order-states.ts';
import { processKinds } from '../processes/process-kinds.ts';
import { enrolmentMoves } from '../sales/cadence.ts';
import { leadStates } from '../sales/lead.ts';
import { opportunityMoves } from '../sales/opportunity-stages.ts';
import { quoteStates } from '../sales/quote.ts';
import { errorCodes, errorText } from './error-codes.ts';
import { valueInFrench, valueNames } from './french-values.ts';

const moves = [caseMoves, claimMoves, exitMoves, onboardingMoves, opportunityMoves, enrolmentMoves];
const statuses = [...orderStatuses, ...lifecycles, ...moves.flatMap((table) => Object.keys(table))];
const values = [
  ...statuses.map((value) => ['status', value] as const),
  ...[...quoteStates, ...leadStates].map((value) => ['state', value] as const),
  ...roles.map((value) => ['needed', value] as const),
  ...holdKinds.map((value) => ['kind', value] as const),
  ...workKinds.map((value) => ['work', value] as const),
];

/** What a detail of this name holds is the caller's, a number, an id, an amount, an instant, or a text in both languages. */
const free = new Set(
  [
    'count limit key approval amount thing allowed order expected actual line asked shipped possible version no',
    'shipment id missing until customer into others kept absorbed processes quote lead circle case why counted sku',
    'tables location method staff reserved task claim units onboarding cycle open problems table exit person code seconds reference to',
  ].flatMap((words) => words.split(' ')),
);

describe('a value of ours in a French sentence', () => {
  it.each(values)('has French words: %s %s', (name, value) => {
    const said = valueInFrench(name, value);
    expect(said).not.toMatch(/_/);
    if (!['prospect', 'agent', 'notice'].includes(value)) expect(said).not.toBe(value);
  });

  it('stands in every sentence whose placeholder may hold one, and no other placeholder is unknown', () => {
    const names = Object.values(errorCodes).flatMap(({ fr }) => [...fr.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    expect([...new Set(names)].filter((name) => name && !free.has(name) && !valueNames.includes(name))).toEqual([]);
  });

  it.each(Object.keys(processKinds))('a closed %s is named and described in French', (kind) => {
    const details = { thing: `${kind} X-1`, status: 'completed' } as Parameters<typeof errorText>[1];
    const said = errorText('process_closed', details, 'fr');
    expect(said).toMatch(/^L[ae’] ?\S+ X-1 est à l’état «\u00a0terminé\u00a0»/);
  });

  it('names what may be sent with the code that a request takes', () => {
    const details = { case: 'CAS-1', status: 'new', to: 'closed', possible: 'triaged, spam' };
    expect(errorText('case_cannot_move', details, 'fr')).toBe(
      'Le dossier CAS-1 est à l’état «\u00a0nouveau\u00a0» et ne peut pas passer à l’état fermé (closed). Possible maintenant\u00a0: trié (triaged), indésirable (spam).',
    );
    expect(errorText('case_cannot_move', details, 'en')).toContain('Possible now: triaged, spam.');
  });

  it('leaves alone what is not ours', () => {
    expect(errorText('task_of_another', { task: 'new', person: 'open' }, 'fr')).toContain(
      'La tâche new revient à open.',
    );
    expect(valueInFrench('status', 'constructor')).toBe('constructor');
  });
});
