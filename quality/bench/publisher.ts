import { fileURLToPath } from 'node:url';
import { openHarness } from '../../testing/browser-harness.ts';
import { writtenBundle } from '../../src/verifier/testing/publisher/sigstore/bundle.ts';
import { TEST_INSTANCE } from '../../src/verifier/testing/publisher/sigstore/instance.ts';
import { atMost, type Measurement } from './row.ts';
import type { BundleRequest } from './tasks.ts';
import { pack } from './wire.ts';

const ROUNDS = 25;
const TASKS = fileURLToPath(new URL('tasks.ts', import.meta.url));

/** Each log by its row: with a promise, or with a time stamp. Bundles are of our own instance, otherwise like Sigstore's. */
const ROWS = [
  ['v1', 'publisher.promised.chromium', 'a bundle of Rekor v1, keys imported: six signatures'],
  ['v2', 'publisher.stamped.chromium', 'a bundle of Rekor v2 with its time stamp, keys imported: seven signatures'],
] as const;

/** What a stapled publisher's proof adds to a check, in Chromium's worker. */
export const publisher: Measurement = {
  names: ['publisher.'],
  async *measure(wanted) {
    if (!ROWS.some(([, name]) => wanted(name))) return;
    const harness = await openHarness('chromium', TASKS);
    try {
      for (const [log, name, note] of ROWS) {
        if (!wanted(name)) continue;
        const request: BundleRequest = { bundle: writtenBundle({ log, others: 40 }), instance: TEST_INSTANCE, rounds: ROUNDS };
        yield atMost(name, await harness.run<number>('worker', 'bundle', pack(request)), 5, `ms: ${note}`);
      }
    } finally {
      await harness.close();
    }
  },
};
