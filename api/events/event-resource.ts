import { z } from 'zod';
import type { StoredEvent } from '../../db/events/read-events.ts';
import { type Role, seesPrices } from '../../domain/access/roles.ts';
import { instant } from '../instant.ts';

export const timelineEvent = z
  .strictObject({
    seq: z.number().int().describe('Counts from 1 without gaps; the id of a server-sent event'),
    type: z.string().describe('What happened, e.g. order.confirmed'),
    at: instant,
    actor: z.string().describe('Who did it; parcours is the engine itself'),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event' });

export const eventExample: z.input<typeof timelineEvent> = {
  seq: 1,
  type: 'order.received',
  at: '2026-02-03T15:04:05.678Z',
  actor: 'web-shop',
  data: { totalMinor: 4597, currency: 'CAD', lines: 1 },
};

/** An event as a reader of this role sees it: without amounts for who sees no prices. */
export function eventResource({ seq, type, at, actor, data }: StoredEvent, role: Role): z.input<typeof timelineEvent> {
  const shown = seesPrices(role) ? data : (withoutAmounts(data) as StoredEvent['data']); // an object stays one
  return { seq, type, at: new Date(at).toISOString(), actor, data: { ...shown } };
}

/** Amounts are named `…Minor` wherever they are stored. */
export function withoutAmounts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAmounts);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([name]) => !name.endsWith('Minor'));
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutAmounts(inner)]));
}
