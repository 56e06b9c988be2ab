import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'src/**/*.test.ts',
      'src/**/*.test.tsx',
      'conventions/**/*.test.ts',
      'conformance/**/*.test.ts',
      'fuzz/*.test.ts',
      'scripts/*.test.ts',
      'bench/*.test.ts',
    ],
    testTimeout: 30_000,
    maxWorkers: 2,
  },
});
