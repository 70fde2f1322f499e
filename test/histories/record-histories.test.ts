import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { stories } from './stories.ts';

it('a story that nobody knows is named in one sentence, with those there are', () => {
  const command = ['--import', 'tsx', 'scripts/record-histories.ts', 'happy-pth'];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('happy-pth')]);
  for (const { name } of stories) expect(stderr).toContain(name);
});
