import { afterAll, vi } from 'vitest';

// After the file's own endings, also when one of these failed: the next file in this process gets the real clock.
afterAll(() => {
  vi.restoreAllMocks();
});
