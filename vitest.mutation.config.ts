import { defineConfig } from 'vitest/config';

/** The tests that a mutant of `stryker.config.json` must fail: the unit tests beside the mutated files, and no others. */
export default defineConfig({
  test: {
    include: ['src/verifier/*.test.ts', 'src/verifier/x509/*.test.ts', 'src/verifier/dcap/*.test.ts'],
    testTimeout: 30_000,
    maxWorkers: 1,
  },
});
