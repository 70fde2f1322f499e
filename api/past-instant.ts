/** When something was, as a caller says it. */
import { sentInstant } from './instant.ts';
import { said } from './schema-messages.ts';

/** Clocks differ by less; what lies further ahead is a mistake. */
const clockSkewMs = 60_000;

const hasBeen = (instant: string): boolean => Date.parse(instant) <= Date.now() + clockSkewMs;

/** An instant that is to come would outrank all that is said until then: it is refused. */
export const pastInstant = sentInstant.refine(
  hasBeen,
  said({
    en: 'This instant is still to come. Send when it was, or leave it out for now.',
    fr: 'Cet instant est encore à venir. Envoyez quand c’était, ou omettez-le pour maintenant.',
  }),
);

/** Epoch ms, never ahead of our own clock; now where nothing was said. */
export const pastInstantMs = (instant: string | undefined, now: number): number =>
  instant === undefined ? now : Math.min(Date.parse(instant), now);
