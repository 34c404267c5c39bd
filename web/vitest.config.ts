import { defineConfig } from 'vitest/config';

export default defineConfig({
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  test: {
    include: ['tests/unit/**/*.test.ts', 'tests/unit/**/*.test.tsx'],
    environment: 'node',
    testTimeout: 60_000,  // Argon2id takes its time where much else runs
    setupFiles: ['tests/web_crypto.ts'],
    reporters: ['default', './tests/plain_reporter.ts'],
    pool: 'threads',
    poolOptions: { threads: { singleThread: true } },
  },
});
