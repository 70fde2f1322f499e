import { defineConfig } from 'vitest/config';

// Tests of pure code. Everything else is `integration`: a Postgres cluster and a workflow bundle stand behind it.
const PURE = ['domain/**/*.test.ts', 'providers/**/*.test.ts', 'simulators/**/*.test.ts', 'scripts/**/*.test.ts'];
const IGNORED = ['**/node_modules/**', '**/dist/**', '**/.tools/**', '**/.parcours/**'];

export default defineConfig({
  test: {
    pool: 'forks',
    // Two cores: a third worker only makes servers answer late.
    maxWorkers: 2,
    teardownTimeout: 30_000,
    projects: [
      { extends: true, test: { name: 'unit', include: PURE, exclude: IGNORED, testTimeout: 10_000 } },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['**/*.test.ts'],
          exclude: [...IGNORED, ...PURE],
          globalSetup: './test/harness/global-setup.ts',
          // Patience, not a pause: a poll ends as soon as it holds. A busy machine is slow, and nothing is wrong with that.
          testTimeout: 120_000,
          expect: { poll: { interval: 20, timeout: 30_000 } },
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
