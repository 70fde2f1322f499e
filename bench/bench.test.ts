import { expect, it } from 'vitest';
import { runProgram } from '../test/harness/run-cli.ts';

const bench = (...args: readonly string[]) => runProgram('bench/main.js', args, {}, 110_000);

it('counts a happy path of the whole engine within its budget', { timeout: 120_000 }, async () => {
  const { code, stdout, stderr } = await bench('history-counts', '--quick', '--json');
  expect(code, stderr).toBe(0);
  const { results } = JSON.parse(stdout);
  expect(results).toMatchObject([
    {
      name: 'history-counts',
      figures: [
        { target: { atMost: 45 }, met: true },
        { target: { atMost: 9 }, met: true },
        { target: { atMost: 12 }, met: true },
      ],
    },
  ]);
});

it('names what there is when asked for a measure that is not there', async () => {
  const { code, stderr } = await bench('speed');
  expect(code).toBe(2);
  expect(stderr).toContain("'speed' is invalid");
  expect(stderr).toContain('Allowed choices are history-counts,');
});

it('says how it is asked', async () => {
  const { code, stdout } = await bench('--help');
  expect(code).toBe(0);
  expect(stdout).toContain('--quick');
});
