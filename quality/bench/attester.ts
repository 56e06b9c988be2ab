import { randomBytes } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  attester,
  type Attester,
  type AttesterOptions,
  type EvidenceSource,
  type MadeEvidence,
} from '../../src/attester/index.ts';
import { equalBytes, toHex } from '../../src/verifier/index.ts';
import { ATTESTATION_PATH, readDocument } from '../../src/verifier/protocol/index.ts';
import { tdxAttester } from '../../src/verifier/testing/attesters/dcap.ts';
import { simulatedSource } from '../../testing/attester/simulated-source.ts';
import { webAuthority } from '../../testing/certificates.ts';
import { temporaryFolder } from '../../testing/process.ts';
import { intervalOf, written } from './interval.ts';
import { atLeast, atMost, type Measurement } from './row.ts';

const SOAK = 10_000;
/** Documents before the first sample of memory: caches fill, and functions are compiled. */
const WARM_UP = 2000;
const BETWEEN_SAMPLES = 500;
/** Less than one kept nonce, digest or promise a visitor takes, with the object around it. */
const MAX_KEPT_BYTES = 64;
const ROUNDS = 400;

const someNonce = (): string => randomBytes(32).toString('base64url');
const ask = (kit: Attester, nonce = someNonce()): Promise<Response | null> =>
  kit.handle(new Request(`https://x${ATTESTATION_PATH}?nonce=${nonce}`));

/** Bytes of JavaScript's heap and of everything outside it that its objects hold (array buffers above all), without garbage. */
async function occupied(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // What one collection finds unreachable is finalised in a later turn, and only then free.
  for (let times = 0; times < 3; times += 1) {
    collect();
    await nextTurn();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** How much each further document adds, in bytes: the slope of the least squares through samples that are equally far apart. */
function slopeOf(samples: readonly number[], apart: number): number {
  const middle = (samples.length - 1) / 2;
  const mean = samples.reduce((sum, bytes) => sum + bytes, 0) / samples.length;
  const along = samples.reduce((sum, bytes, at) => sum + (at - middle) * (bytes - mean), 0);
  const across = samples.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
  return along / across / apart;
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return performance.now() - started;
}

/** The machine time that an operator spends on visitors (issue 12): the platform is simulated, and its time is subtracted. */
export const operator: Measurement = {
  names: ['attester.'],
  async *measure(wanted) {
    const folder = temporaryFolder('attester');
    const authority = webAuthority(folder.path);
    const certificateFile = join(folder.path, 'leaf.pem');
    const put = (): Uint8Array => {
      const { cert, spki } = authority.credential('service.example');
      writeFileSync(`${certificateFile}.new`, cert);
      renameSync(`${certificateFile}.new`, certificateFile);
      return spki;
    };
    let spki = put();
    // The platform has made its quotes beforehand: their garbage collection is not the kit's time.
    const quotes = new Map<string, MadeEvidence>();
    const honest = simulatedSource(tdxAttester);
    const source: EvidenceSource = {
      name: honest.name,
      async make(request) {
        const over = toHex(request.reportData);
        const made = quotes.get(over) ?? (await honest.make(request));
        quotes.set(over, made);
        return made;
      },
    };
    const start = (changes: Partial<AttesterOptions> = {}): Promise<Attester> =>
      attester({
        origin: 'https://service.example',
        tls: { certificateFile },
        source,
        anchors: tdxAttester.anchors,
        endorsements: 'none',
        log: () => undefined,
        ...changes,
      });
    try {
      const perVisit = await start({ freshness: { mode: 'per-visit', perSecond: 10_000 } });
      const nonces = Array.from({ length: 2 * ROUNDS }, someNonce);
      for (const nonce of nonces) await ask(perVisit, nonce);
      if (wanted('attester.start')) {
        const whole = await timed(() => start());
        yield atMost('attester.start', whole, 50, 'ms until the first quote is appraised, the quote itself made beforehand');
      }
      if (wanted('attester.handle')) {
        // Another kit, with no cached signatures of these quotes.
        const kit = await start({ freshness: { mode: 'per-visit', perSecond: 10_000 } });
        for (const nonce of nonces.slice(ROUNDS)) await ask(kit, nonce);
        await occupied();
        const times: number[] = [];
        for (const nonce of nonces.slice(0, ROUNDS)) times.push(await timed(() => ask(kit, nonce)));
        const took = intervalOf(times);
        const note = `ms a visitor beside the quote: appraised, bound, written; ${written(took)}, the upper end counts`;
        yield atMost('attester.handle', took.upper, 1, note);
      }
      const challenge = await start({ freshness: { mode: 'challenge' } });
      for (let count = 0; count < ROUNDS; count += 1) await ask(challenge);
      if (wanted('attester.challenge')) {
        const took = await timed(async () => {
          for (let count = 0; count < 1000; count += 1) await ask(challenge);
        });
        yield atLeast(
          'attester.challenge',
          1_000_000 / took,
          500,
          'documents a second, one after the other, each signed for its visitor',
        );
      }
      if (wanted('attester.soak.wrong') || wanted('attester.soak.memory')) {
        let wrong = 0;
        const samples: number[] = [];
        for (let count = 0; count < SOAK; count += 1) {
          if (count === SOAK / 2) spki = put();
          if (count >= WARM_UP && count % BETWEEN_SAMPLES === 0) samples.push(await occupied());
          const document = readDocument(await challenge.document(randomBytes(32)));
          const isNamed = document.binding?.keys.some(({ use, key }) => use === 'tls' && equalBytes(key, spki)) === true;
          if (!isNamed || document.challenge === null) wrong += 1;
        }
        yield atMost('attester.soak.wrong', wrong, 0, `of ${String(SOAK)} documents with a renewal in the middle`);
        yield atMost('attester.soak.memory', slopeOf(samples, BETWEEN_SAMPLES), MAX_KEPT_BYTES, 'bytes kept of each document');
      }
    } finally {
      folder.remove();
    }
  },
};
