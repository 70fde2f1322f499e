/** Instants and days, as callers send them and as they are shown. */
import { z } from 'zod';
import { said } from './schema-messages.ts';

/** In UTC: an offset can lead out of the years that have four digits, which PostgreSQL would not read. */
function hasFourDigits(text: string): boolean {
  const instant = new Date(text);
  // What is no instant at all has been told so already.
  return Number.isNaN(instant.getTime()) || /^(?!0000)\d{4}-/.test(instant.toISOString());
}

/** RFC 3339 with any offset, and a year that the database has. */
export const sentInstant = z.iso.datetime({ offset: true }).refine(
  hasFourDigits,
  said({
    en: 'Send a year from 0001 to 9999, as it is in UTC.',
    fr: 'Envoyez une année de 0001 à 9999, telle qu’elle est en UTC.',
  }),
);

/** A day of the calendar, in a year that the database has. */
export const sentDay = z.iso
  .date()
  .refine(
    (day) => !day.startsWith('0000'),
    said({ en: 'Send a year from 0001 to 9999.', fr: 'Envoyez une année de 0001 à 9999.' }),
  );

/** RFC 3339 in UTC, as every answer shows it. */
export const instant = z.iso.datetime();

/** From epoch ms. */
export const iso = (at: number): string => new Date(at).toISOString();
export const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at));
