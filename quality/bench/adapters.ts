import { webcrypto } from 'node:crypto';
import { toHex, webCrypto } from '../../src/verifier/index.ts';
import { adapterNamed } from '../../src/verifier/protocol/adapters/index.ts';
import { digested, readEventLog, replay } from '../../src/verifier/tees/tdx/event-log.ts';
import { first, text } from '../../src/verifier/testing/intel/dstack-guest.ts';
import { recordedSites, type RecordedSite } from '../../src/verifier/testing/site-recordings.ts';
import { singleRecordings, type SingleRecording } from '../../src/verifier/testing/single-recordings.ts';
import { median } from './compare.ts';
import { atMost, type Measurement } from './row.ts';

const ROUNDS = 50;
/** More than the logs that services serve have. */
const EVENTS = 40;
/** Recorded captures, by the adapter that reads them. */
const CAPTURES = {
  near: ['near-direct', '/v1/attestation'],
  tinfoil: ['tinfoil', 'tinfoil-attestation'],
  aggregators: ['nanogpt', '/attestation'],
} as const;
/** Recorded documents that are read alone. */
const SINGLE = {
  evervault: 'evervault/valid-attestation-doc-base64',
  maple: 'opensecret/attestation_document_0.bin',
  secretvm: 'secretvm/cpu_quote.txt',
} as const;

/** The median of this many rounds, in milliseconds; the first ones, which compile, do not count. */
async function milliseconds(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 2 * ROUNDS; round += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return median(times.slice(ROUNDS));
}

type Answered = Pick<RecordedSite, 'asked' | 'reply'>;

/** The largest recorded answer of each adapter of which there is any. */
function recorded(): Readonly<Record<string, Answered | undefined>> {
  const captures = Object.entries(CAPTURES).map(([id, [service, path]]) => [id, largest(recordedSites(service, path))] as const);
  const found = singleRecordings();
  const single = Object.entries(SINGLE).map(([id, file]) => [id, answered(found.find((one) => one.file === file))] as const);
  return Object.fromEntries([...captures, ...single]);
}

function answered(recording: SingleRecording | undefined): Answered | undefined {
  if (recording === undefined) return undefined;
  const { url, body: bytes, connection } = recording;
  const asked = { origin: new URL(url).origin, nonce: new Uint8Array(32), connection };
  return { asked, reply: { status: 200, contentType: null, bytes } };
}

function largest(sites: readonly (readonly [string, RecordedSite])[]): RecordedSite | undefined {
  return sites.map(([, site]) => site).toSorted((a, b) => b.reply.bytes.length - a.reply.bytes.length)[0];
}

/** The cost of reading a service's response, and of replaying the log that came with it, in Node. */
export const adapters: Measurement = {
  names: ['adapters.'],
  async *measure(wanted) {
    for (const [id, site] of Object.entries(recorded())) {
      const name = `adapters.${id}`;
      if (!wanted(name)) continue;
      const adapter = adapterNamed(id);
      if (site === undefined || adapter === undefined) continue;
      const time = await milliseconds(() => adapter.read([site.reply], site.asked));
      yield atMost(name, time, 5, `ms: an answer of ${String(site.reply.bytes.length)} bytes, warm`);
    }
    if (!wanted('adapters.event-log')) return;
    const crypto = webCrypto(webcrypto.subtle);
    const events = Array.from({ length: EVENTS }, (_, at) => ({
      ...first(`event-${String(at)}`, text(toHex(text('payload')))),
      digest: '',
    }));
    const log = text(JSON.stringify(events));
    const time = await milliseconds(async () => await replay(await digested(readEventLog(log), crypto), crypto));
    yield atMost('adapters.event-log', time, 2, `ms: ${String(EVENTS)} events read, digested and replayed`);
  },
};
