import { defineConfig } from 'vitest/config';

// People in browsers: each test has a server of its own. Two files go on at a time, because people
// and pages wait more than they compute.
export default defineConfig({
  test: {
    include: ['tests/browser/**/*.test.ts'],
    environment: 'node',
    setupFiles: ['tests/web_crypto.ts'],
    reporters: ['verbose', './tests/plain_reporter.ts'],
    maxWorkers: 2,
    minWorkers: 1,
    testTimeout: 180_000,
    hookTimeout: 120_000,
    // Where much else runs a page may be too late: two more tries.
    retry: 2,
  },
});
