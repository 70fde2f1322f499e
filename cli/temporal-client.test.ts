import { expect, it } from 'vitest';
import { nextMove } from './temporal-client.ts';

it('does not tell who runs no stack here to end it', () => {
  // Another database than that of any stack here.
  const elsewhere = { DATABASE_URL: 'postgres://elsewhere/parcours' };
  expect(nextMove(elsewhere)).toMatch(/^set TEMPORAL_ADDRESS, or run "parcours up" in another terminal/);
  expect(nextMove({ ...elsewhere, TEMPORAL_ADDRESS: '127.0.0.1:1' })).toMatch(/^start it, set TEMPORAL_ADDRESS/);
});
