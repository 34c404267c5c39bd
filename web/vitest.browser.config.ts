import { defineConfig } from 'vitest/config';

// People in browsers, one after the other: each test has a server of its own.
export default defineConfig({
  test: {
    include: ['tests/browser/**/*.test.ts'],
    environment: 'node',
    setupFiles: ['tests/web_crypto.ts'],
    reporters: ['verbose', './tests/plain_reporter.ts'],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 120_000,
    // Where much else runs a page may be too late: two more tries.
    retry: 2,
  },
});
