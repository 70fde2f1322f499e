import { expect, it } from 'vitest';
import { nextMove } from './temporal-client.ts';

it('does not tell who runs no stack here to end it', () => {
  // Another database than that of any stack here.
  const elsewhere = { DATABASE_URL: 'postgres://elsewhere/parcours' };
  expect(nextMove(elsewhere)).toMatch(/^set TEMPORAL_ADDRESS, or run "parcours up" in another terminal/);
  expect(nextMove({ ...elsewhere, TEMPORAL_ADDRESS: '127.0.0.1:1' })).toMatch(/^start it, set TEMPORAL_ADDRESS/);
});

it('names the profile where it says where Temporal is', () => {
  const move = nextMove({ TEMPORAL_PROFILE: 'prod' });
  expect(move).toMatch(/^start it, or correct the profile prod/);
  expect(move).toContain('certificates');
  // One that wants TLS says nothing to who comes without.
  expect(nextMove({ TEMPORAL_ADDRESS: 'temporal.example:7233' })).toContain('TEMPORAL_PROFILE where it wants TLS');
});
