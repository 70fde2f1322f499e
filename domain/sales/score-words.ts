/** What a part of a score says, in words. */
import type { Locale, Text } from '../orders/wording.ts';
import { inBoth } from '../orders/wording.ts';
import type { ScorePart } from './lead-score.ts';
import { stageNames } from './stage-words.ts';

/** Factors that every team knows; another is called by its own name. */
const factorNames: Readonly<Record<string, Text>> = {
  source: { en: 'Source', fr: 'Provenance' },
  country: { en: 'Country', fr: 'Pays' },
  territory: { en: 'Territory', fr: 'Territoire' },
  size: { en: 'Size', fr: 'Taille' },
  industry: { en: 'Industry', fr: 'Secteur' },
};

const stageOf: Readonly<Record<string, Text>> = stageNames;

/** `Source fair: 2.1 times the odds of winning.` */
export function partText({ factor, value, logOdds }: ScorePart): Text {
  return inBoth((locale) => `${subject(factor, value, locale)}${effect(Math.exp(logOdds), locale)}`);
}

function subject(factor: string, value: string | null, locale: Locale): string {
  const colon = locale === 'fr' ? ' : ' : ': ';
  if (factor === 'history')
    return (locale === 'fr' ? 'Ce que l’équipe gagne en général' : 'What the team wins at all') + colon;
  if (factor === 'stage')
    return (locale === 'fr' ? 'Étape ' : 'Stage ') + quoted(stageOf[value ?? '']?.[locale] ?? value, locale) + colon;
  const known = Object.hasOwn(factorNames, factor) ? factorNames[factor] : undefined;
  return `${known?.[locale] ?? factor.replaceAll('_', ' ')} ${quoted(value, locale)}${colon}`;
}

const quoted = (value: string | null, locale: Locale): string => (locale === 'fr' ? `« ${value} »` : `“${value}”`);

function effect(odds: number, locale: Locale): string {
  const number = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 }).format(odds);
  const even = Math.abs(odds - 1) < 0.005;
  if (locale === 'fr') return even ? 'ne change rien aux chances.' : `multiplie les chances par ${number}.`;
  return even ? 'leaves the odds as they are.' : `${number} times the odds of winning.`;
}
