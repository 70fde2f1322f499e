import type { Text } from '../orders/wording.ts';

/** What French sets apart by a space stays with its word: no line begins with one of `: ; ? ! »` or ends with `«`. */
export function withFrenchSpaces(text: string): string {
  return text.replaceAll(/ (?=[:;?!»])/g, '\u00a0').replaceAll('« ', '«\u00a0');
}

/** A text as it is read, by an agent as by a customer. */
export const withSpaces = ({ en, fr }: Text): Text => ({ en, fr: withFrenchSpaces(fr) });
