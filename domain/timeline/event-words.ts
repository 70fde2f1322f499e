/**
 * What every event on a customer's timeline is called, in both languages. Recording one without words does not compile: add
 * them to the file of its area.
 */

import type { Text } from '../orders/wording.ts';
import { type ProcessKind, processKinds } from '../processes/process-kinds.ts';
import { customerWords } from './customer-words.ts';
import { exitWords } from './exit-words.ts';
import { onboardingWords } from './onboarding-words.ts';
import { orderWords } from './order-words.ts';
import { salesWords } from './sales-words.ts';
import { serviceWords } from './service-words.ts';

const words = { ...orderWords, ...salesWords, ...serviceWords, ...customerWords, ...exitWords, ...onboardingWords };

/** Events of settings, keys and the catalogue stand on no customer's timeline. */
type InternalEvent =
  | 'approval_limits.set'
  | 'approval_plans.set'
  | 'key.created'
  | 'key.revoked'
  | 'location.added'
  | 'location.changed'
  | 'product.added'
  | 'product.changed'
  | 'tax_rates.set';

export type EventType = keyof typeof words | InternalEvent;

const told = { en: 'Message to the customer', fr: 'Message au client' };
/** What is not an event and stands on the timeline all the same. */
const outside = {
  'message.told': told,
  'task.raised': { en: 'A person is asked to do something', fr: 'Une personne est sollicitée' },
  'task.closed': { en: 'A person did what was asked', fr: 'Une personne a fait le nécessaire' },
} as const satisfies Record<string, Text>;

const all: Readonly<Record<string, Text>> = { ...words, ...outside };

/** An event from before its words were changed keeps its type as its name. */
export const wordsOf = (type: string): Text => all[type] ?? { en: type, fr: type };

export const areas = [
  'orders',
  'deals',
  'cadences',
  'onboardings',
  'cases',
  'claims',
  'exits',
  'customer',
  'messages',
  'tasks',
] as const;
export type Area = (typeof areas)[number];

const areaOfProcess = {
  opportunity: 'deals',
  enrolment: 'cadences',
  onboarding: 'onboardings',
  case: 'cases',
  claim: 'claims',
  exit: 'exits',
} as const satisfies Record<ProcessKind, Area>;

const others: Readonly<Record<string, Area>> = {
  order: 'orders',
  customer: 'customer',
  message: 'messages',
  task: 'tasks',
};

/** The area of an aggregate. */
export function areaOf(aggregate: string): Area {
  if (aggregate in processKinds) return areaOfProcess[aggregate as ProcessKind]; // just looked up
  return others[aggregate] ?? 'customer';
}
