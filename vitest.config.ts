import { defineConfig } from 'vitest/config';
import { FileSequence } from './test/harness/file-sequence.ts';

// Tests of pure code. Behind everything else stand a Postgres cluster and a workflow bundle.
const PURE = ['domain/**/*.test.ts', 'providers/**/*.test.ts', 'simulators/**/*.test.ts', 'scripts/**/*.test.ts'];
// Tests of programs, which run as processes of their own, and of what a process can set up only once.
const PROGRAMS = [
  'bench/**/*.test.ts',
  'cli/**/*.test.ts',
  'test/compose/**/*.test.ts',
  'test/demo.test.ts',
  'test/faults/**/*.test.ts',
  'test/production/**/*.test.ts',
  'test/replay.test.ts',
];
const IGNORED = ['**/node_modules/**', '**/dist/**', '**/.tools/**', '**/.parcours/**'];

const onRealParts = {
  globalSetup: './test/harness/global-setup.ts',
  // Patience, not a pause: a poll ends as soon as it holds. A busy machine is slow, and nothing is wrong with that.
  testTimeout: 120_000,
  hookTimeout: 120_000,
  expect: { poll: { interval: 75, timeout: 60_000 } },
};

// Where a file needs no process of its own, many share one: importing the engine costs more than most tests of it do
// (2 to 3 s a file of processor time were measured).
export default defineConfig({
  test: {
    pool: 'forks',
    // On two cores: where two wait for a server, a timer or a restart, the third works. A fourth gained nothing beside what
    // kills no worker (715 s against 729 s for all of it), and beside what does a deadline of seconds was missed.
    maxWorkers: 3,
    teardownTimeout: 30_000,
    sequence: { sequencer: FileSequence },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          isolate: false,
          include: PURE,
          exclude: IGNORED,
          setupFiles: './test/harness/seed-properties.ts',
          testTimeout: 10_000,
        },
      },
      {
        extends: true,
        test: {
          ...onRealParts,
          name: 'integration',
          isolate: false,
          setupFiles: ['./test/harness/leave-nothing.ts', './test/harness/seed-properties.ts'],
          include: ['**/*.test.ts'],
          exclude: [...IGNORED, ...PURE, ...PROGRAMS],
        },
      },
      {
        extends: true,
        test: {
          ...onRealParts,
          name: 'programs',
          setupFiles: './test/harness/seed-properties.ts',
          include: PROGRAMS,
          exclude: IGNORED,
        },
      },
    ],
  },
});
