import { z } from 'zod';

/**
 * A timestamptz as PostgreSQL writes it in UTC, for cursors: a `Date` would lose the microseconds and with them rows.
 * Whatever else somebody puts into a cursor is refused before the database sees it.
 */
export const storedInstant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/)
  .refine((text) => !Number.isNaN(Date.parse(text.replace(' ', 'T').replace('+00', 'Z'))));
