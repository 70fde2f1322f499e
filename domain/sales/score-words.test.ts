import { expect, it } from 'vitest';
import { partText } from './score-words.ts';

it.each([
  [
    { factor: 'source', value: 'fair', logOdds: Math.log(2.125) },
    {
      en: 'Source “fair”: 2.13 times the odds of winning.',
      fr: 'Provenance « fair » : multiplie les chances par 2,13.',
    },
  ],
  [
    { factor: 'stage', value: 'proposal', logOdds: Math.log(0.25) },
    {
      en: 'Stage “proposal”: 0.25 times the odds of winning.',
      fr: 'Étape « proposition » : multiplie les chances par 0,25.',
    },
  ],
  [
    { factor: 'history', value: null, logOdds: 0 },
    {
      en: 'What the team wins at all: leaves the odds as they are.',
      fr: 'Ce que l’équipe gagne en général : ne change rien aux chances.',
    },
  ],
  [
    { factor: 'fleet_size', value: '10', logOdds: Math.log(1200) },
    { en: 'fleet size “10”: 1,200 times the odds of winning.', fr: expect.stringContaining('fleet size « 10 »') },
  ],
])('says what %o adds, in both languages', (part, text) => {
  expect(partText(part)).toEqual(text);
});
