/** Why a line of a claim came to what it came to: what the engine found, and what the rules that counted say. */
import { type RuleSaid, sentence } from '../decisions/rule-texts.ts';
import type { Text } from '../orders/wording.ts';
import type { LineVerdict, RefusalReason, ReviewReason } from './assess-line.ts';
import type { ClaimTableId } from './claim-tables.ts';
import { evidenceForStaff } from './evidence-words.ts';

export type LineRule = RuleSaid & { readonly table: ClaimTableId };

const refusals = {
  not_entitled: {
    en: 'these units were claimed, returned or refunded before, or have not reached you yet.',
    fr: 'ces articles ont déjà été réclamés, retournés ou remboursés, ou ne vous sont pas encore parvenus.',
  },
  not_started: {
    en: 'what the time is counted from has not happened yet.',
    fr: 'ce à partir de quoi le délai est compté n’a pas encore eu lieu.',
  },
  too_late: {
    en: 'the time in which it can be claimed has passed.',
    fr: 'le délai pour réclamer est passé.',
  },
  serial: {
    en: 'the serial number is not one that we sold.',
    fr: 'le numéro de série n’est pas l’un de ceux que nous avons vendus.',
  },
  excluded: { en: 'its cause is not covered.', fr: 'sa cause n’est pas couverte.' },
  by_rule: { en: 'our rules do not cover it.', fr: 'nos règles ne le couvrent pas.' },
} as const satisfies Record<RefusalReason, Text>;

const reviews = {
  risk: { en: 'a person looks at it, because of its risk.', fr: 'une personne l’examine, à cause de son risque.' },
  above_limit: {
    en: 'a person decides, because of its amount.',
    fr: 'une personne décide, à cause de son montant.',
  },
  no_rule: { en: 'a person decides: no rule does.', fr: 'une personne décide : aucune règle ne le fait.' },
  put_away: {
    en: 'a person decides: it is to be repaired, and stands on a shelf or is scrap already.',
    fr: 'une personne décide : c’est à réparer, mais c’est déjà en stock ou au rebut.',
  },
} as const satisfies Record<ReviewReason, Text>;

/** The tables whose rules a refusal goes by. */
const refusing = {
  not_entitled: [],
  not_started: ['claim-coverage'],
  too_late: ['claim-coverage'],
  serial: ['claim-coverage'],
  excluded: ['claim-coverage'],
  by_rule: ['claim-outcome'],
} as const satisfies Record<RefusalReason, readonly ClaimTableId[]>;

/** For the staff: everything that counted, the engine's own findings first. */
export function reasonsOf(verdict: LineVerdict | null, rules: readonly LineRule[]): Text[] {
  return [...findings(verdict), ...rules.map(({ text }) => text)].map(sentence);
}

function findings(verdict: LineVerdict | null): Text[] {
  switch (verdict?.kind) {
    case 'refuse':
      return [refusals[verdict.why]];
    case 'review':
      return verdict.why.map((why) => reviews[why]);
    case 'need_info':
      return [missingIn(verdict.missing)];
    default:
      return [];
  }
}

function missingIn(kinds: readonly string[]): Text {
  const named = evidenceForStaff(kinds);
  const all = (locale: keyof Text): string => named.map((text) => text[locale]).join(', ');
  return { en: `missing: ${all('en')}.`, fr: `il manque : ${all('fr')}.` };
}

export type RefusedLine = {
  readonly sku: string;
  readonly verdict: LineVerdict | null;
  readonly rules: readonly LineRule[];
};

/** For the customer: each refused line with all its reasons, and nothing of how risk is counted. */
export function refusalsOf(lines: readonly RefusedLine[]): Text[] {
  return lines.flatMap(({ sku, verdict, rules }) => {
    if (verdict?.kind !== 'refuse') return [];
    const tables: readonly ClaimTableId[] = refusing[verdict.why];
    const said = rules.filter(({ table }) => tables.includes(table)).map(({ text }) => text);
    const reasons = [refusals[verdict.why], ...said.map(sentence)];
    const all = (locale: keyof Text): string => reasons.map((reason) => reason[locale]).join(' ');
    return [{ en: `${sku}: ${all('en')}`, fr: `${sku} : ${all('fr')}` }];
  });
}
