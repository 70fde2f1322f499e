/** What keeps a decision table from being published, for whoever wrote it: each follows the place in the table and a colon. */
import type { Text } from '../orders/wording.ts';
import type { HitPolicy, Value } from './decision-table.ts';

export const tableSentences = {
  empty: (parts: 'inputs' | 'outputs' | 'rules') => ({
    en: `a table needs ${parts}`,
    fr: `une table a besoin de ${partsInFrench[parts]}`,
  }),
  badName: (name: string) => ({
    en: `“${name}” is not a name like valueMinor`,
    fr: `« ${name} » n’est pas un nom comme valueMinor`,
  }),
  oneOutput: (policy: HitPolicy) => ({ en: `${policy} takes one output`, fr: `${policy} n’admet qu’une sortie` }),
  twice: (name: string) => ({ en: `“${name}” is there twice`, fr: `« ${name} » y est deux fois` }),
  noInput: (name: string) => ({
    en: `the table has no input “${name}”`,
    fr: `la table n’a pas d’entrée « ${name} »`,
  }),
  noOutput: (name: string) => ({
    en: `the table has no output “${name}”`,
    fr: `la table n’a pas de sortie « ${name} »`,
  }),
  notSaid: (name: string) => ({ en: `the rule says no “${name}”`, fr: `la règle ne dit rien pour « ${name} »` }),
  numbersOnly: (policy: HitPolicy) => ({ en: `${policy} takes numbers`, fr: `${policy} n’admet que des nombres` }),
  notRanked: (value: Value, name: string) => ({
    en: `“${value}” is not among the ranked values of “${name}”`,
    fr: `« ${value} » n’est pas parmi les valeurs classées de « ${name} »`,
  }),
  overlap: (one: string, other: string, example: string) => ({
    en: `rules ${one} and ${other} both match ${example}`,
    fr: `les règles ${one} et ${other} s’appliquent toutes deux à ${example}`,
  }),
  unrepeatable: (call: string) => ({
    en: `${call} answers differently later`,
    fr: `${call} répondra autrement plus tard`,
  }),
  unknownInTest: (name: string) => ({
    en: `the test asks for “${name}”, which nobody knows`,
    fr: `le test demande « ${name} », que personne ne connaît`,
  }),
  unreadable: (test: string, place: number) => ({
    en: `the test “${test}” cannot be read from character ${place} on`,
    fr: `le test « ${test} » n’est pas lisible à partir du caractère ${place}`,
  }),
  tornAmount: {
    en: 'braces hold an amount in minor units, as in {amount 50000}',
    fr: 'les accolades contiennent un montant en unités mineures, comme dans {amount 50000}',
  },
  otherAmounts: {
    en: 'the English and the French text name different amounts',
    fr: 'le texte anglais et le texte français nomment des montants différents',
  },
  noCurrency: {
    en: 'a text names an amount, so the table needs the input “currency”',
    fr: 'un texte nomme un montant : la table a besoin de l’entrée « currency »',
  },
  hitPolicy: (policies: readonly HitPolicy[]) => ({
    en: `this table is ${policies.join(' or ')}`,
    fr: `cette table est ${policies.join(' ou ')}`,
  }),
  told: (inputs: string) => ({ en: `this table is told ${inputs}`, fr: `on dit à cette table ${inputs}` }),
  says: (outputs: string) => ({ en: `this table says ${outputs}`, fr: `cette table dit ${outputs}` }),
  sayOneOf: (values: readonly Value[] | 'number' | 'text') =>
    values === 'number' || values === 'text'
      ? aValue[values]
      : { en: `say ${values.join(', ')}`, fr: `dites ${values.join(', ')}` },
} as const satisfies Record<string, Text | ((...details: never[]) => Text)>;

const partsInFrench = { inputs: 'entrées', outputs: 'sorties', rules: 'règles' } as const;

const aValue = {
  number: { en: 'say a number', fr: 'dites un nombre' },
  text: { en: 'say a text', fr: 'dites un texte' },
} as const satisfies Record<string, Text>;
