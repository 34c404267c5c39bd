import { defineConfig } from 'vitest/config';

// Against a server that runs, from web/:
// UVCHAT_URL=ws://127.0.0.1:8080/ npx vitest run -c tests/live/vitest.config.ts
export default defineConfig({
  test: {
    include: ['tests/live/**/*.test.ts'], environment: 'node', testTimeout: 30_000,
    pool: 'threads', poolOptions: { threads: { singleThread: true } },
  },
});
