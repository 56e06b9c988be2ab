import { webcrypto } from 'node:crypto';
import { toHex, webCrypto } from '../../src/verifier/index.ts';
import { adapterNamed } from '../../src/verifier/protocol/adapters/index.ts';
import { digested, readEventLog, replay } from '../../src/verifier/tees/tdx/event-log.ts';
import { first, text } from '../../src/verifier/testing/intel/dstack-guest.ts';
import { recordedSites, type RecordedSite } from '../../src/verifier/testing/site-recordings.ts';
import { median } from './compare.ts';
import { atMost, type Measurement } from './row.ts';

const ROUNDS = 50;
/** More than the logs that services serve have. */
const EVENTS = 40;
/** The services that serve the largest answers, by the adapter that reads them. */
const RECORDED = { near: ['near-direct', '/v1/attestation'], tinfoil: ['tinfoil', 'tinfoil-attestation'] } as const;

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

function largest(sites: readonly (readonly [string, RecordedSite])[]): RecordedSite | undefined {
  return sites.map(([, site]) => site).toSorted((a, b) => b.reply.bytes.length - a.reply.bytes.length)[0];
}

/** The cost of reading a service's response, and of replaying the log that came with it, in Node. */
export const adapters: Measurement = {
  names: ['adapters.'],
  async *measure(wanted) {
    for (const [id, [service, path]] of Object.entries(RECORDED)) {
      const name = `adapters.${id}`;
      if (!wanted(name)) continue;
      const site = largest(recordedSites(service, path));
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
