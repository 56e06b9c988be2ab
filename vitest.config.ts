import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'src/**/*.test.ts',
      'src/**/*.test.tsx',
      'quality/conventions/**/*.test.ts',
      'quality/conformance/**/*.test.ts',
      'quality/fuzz/*.test.ts',
      'scripts/*.test.ts',
      'quality/bench/*.test.ts',
    ],
    setupFiles: ['testing/property-seed.ts'],
    // Generous, for busy machines: both end what hangs, and measure nothing.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
