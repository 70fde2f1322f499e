import { expect, it } from 'vitest';
import { errorText } from './error-codes.ts';
import type { Thing } from './things.ts';

const spoken: readonly [Thing, en: string, fr: string][] = [
  ['Order ORD-1', 'Order ORD-1', 'La commande ORD-1'],
  ['case CAS-1', 'Case CAS-1', 'Le dossier CAS-1'],
  ['Line 2 of order ORD-1', 'Line 2 of order ORD-1', 'La ligne 2 de la commande ORD-1'],
  ['The rating of case CAS-1', 'The rating of case CAS-1', 'La note du dossier CAS-1'],
  ['Stuck refund CLM-1-R1', 'Stuck refund CLM-1-R1', 'Le remboursement bloqué CLM-1-R1'],
  ['Version 3 of RETURNS', 'Version 3 of RETURNS', 'La version 3 de RETURNS'],
  ['Document order of exit EXT-1', 'Document order of exit EXT-1', 'Le document order du départ EXT-1'],
];

it.each(spoken)('a refusal names "%s" in the language of its sentence', (thing, en, fr) => {
  expect(errorText('not_found', { thing }, 'en')).toBe(`${en} does not exist. Check the id.`);
  expect(errorText('not_found', { thing }, 'fr')).toBe(`${fr} n’existe pas. Vérifiez l’identifiant.`);
});
