import { defineConfig } from 'vitest/config';

/**
 * Functions of their arguments alone: their test files share a process, so that it loads what they import once, and must leave every
 * global as it was. All others replace globals (a browser, a clock, the network) and get a process each.
 */
const PURE = 'src/verifier/**/*.test.ts';

export default defineConfig({
  test: {
    setupFiles: ['testing/property-seed.ts'],
    // Generous, for busy machines: both end what hangs, and measure nothing.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'pure', include: [PURE], isolate: false } },
      {
        extends: true,
        test: {
          name: 'isolated',
          include: [
            'src/**/*.test.ts',
            'src/**/*.test.tsx',
            'quality/conventions/**/*.test.ts',
            'quality/conformance/**/*.test.ts',
            'quality/fuzz/*.test.ts',
            'scripts/*.test.ts',
            'quality/bench/*.test.ts',
          ],
          exclude: ['**/node_modules/**', PURE],
        },
      },
    ],
  },
});
