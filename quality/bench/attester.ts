import { randomBytes } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
import { median } from './compare.ts';
import { atLeast, atMost, type Measurement } from './row.ts';

const MEGABYTE = 1024 * 1024;
const SOAK = 10_000;
const ROUNDS = 200;

const someNonce = (): string => randomBytes(32).toString('base64url');
const ask = (kit: Attester, nonce = someNonce()): Promise<Response | null> =>
  kit.handle(new Request(`https://x${ATTESTATION_PATH}?nonce=${nonce}`));

/** Bytes of the process without garbage: how much of that lies about is the collector's to say, and a busy machine's. */
function occupied(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().rss;
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
        const times: number[] = [];
        for (const nonce of nonces.slice(0, ROUNDS)) times.push(await timed(() => ask(kit, nonce)));
        yield atMost('attester.handle', median(times), 1, 'ms a visitor beside the quote: appraised, bound, written');
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
        const before = occupied();
        for (let count = 0; count < SOAK; count += 1) {
          if (count === SOAK / 2) spki = put();
          const document = readDocument(await challenge.document(randomBytes(32)));
          const isNamed = document.binding?.keys.some(({ use, key }) => use === 'tls' && equalBytes(key, spki)) === true;
          if (!isNamed || document.challenge === null) wrong += 1;
        }
        const grown = (occupied() - before) / MEGABYTE;
        yield atMost('attester.soak.wrong', wrong, 0, `of ${String(SOAK)} documents with a renewal in the middle`);
        yield atMost('attester.soak.memory', grown, 64, 'MiB that the process grew by meanwhile');
      }
    } finally {
      folder.remove();
    }
  },
};
