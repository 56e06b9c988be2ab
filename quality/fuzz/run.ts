import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'vite';
import { ROOT } from '../../scripts/installed.mjs';
import { temporaryFolder } from '../../testing/process.ts';
import { BOMBS } from './bombs.ts';
import { addToCorpus, readCorpus } from './corpus.ts';
import { COUNTERS, instrumented } from './instrument.ts';
import { TARGETS } from './targets.ts';
import type { Order, Report } from './worker.ts';

/**
 * Fuzzes every parser, guided by coverage, for a bounded time.
 *
 *   npm run fuzz [-- --seconds 10] [--seed 1] [--keep] [TARGET …]
 *
 * `--seconds` is for each target. `--keep` adds what took something new to the committed corpus. Exit status 1 when a
 * parser threw anything but `Malformed`, did not come back, or took more memory than a small multiple of its input.
 */
const args = process.argv.slice(2);
function option(name: string, otherwise: number): number {
  const index = args.indexOf(`--${name}`);
  return index < 0 ? otherwise : Number(args.splice(index, 2)[1]);
}
const seconds = option('seconds', 5);
const seed = option('seed', Date.now() & 0x7fffffff);
const keep = args.includes('--keep');
const named = args.filter((word) => !word.startsWith('--'));

const MAX_INPUT_BYTES = 16 * 1024;
/** No input takes this long (milliseconds), however busy the machine. */
const STUCK_TIMEOUT_MS = 10_000;
/** For the thread's heap: inputs have at most 256 kB. */
const HEAP = { maxOldGenerationSizeMb: 192 };

async function bundled(folder: string): Promise<string> {
  const coverage = instrumented(join(ROOT, 'src/'));
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    plugins: [
      coverage,
      {
        name: 'sealmark:counters',
        // Counts wrap at 256: what was taken 256 times looks untaken, which only costs an input.
        renderChunk: (code) => `globalThis.${COUNTERS} = new Uint8Array(${String(coverage.branches())});\n${code}`,
      },
    ],
    ssr: { noExternal: true },
    build: {
      ssr: join(ROOT, 'quality/fuzz/worker.ts'),
      outDir: folder,
      target: 'node20',
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'worker.mjs' } },
    },
  });
  return join(folder, 'worker.mjs');
}

type Outcome = Report | { readonly stuck: number } | { readonly exhausted: string };

/** Runs a task in its own thread, watched from here. @returns its result, and the last input */
function carryOut(
  script: string,
  order: Omit<Order, 'watch'>,
): Promise<{ readonly outcome: Outcome; readonly last: Uint8Array }> {
  const begun = new Int32Array(new SharedArrayBuffer(8));
  const input = new Uint8Array(new SharedArrayBuffer(1 << 20));
  const worker = new Worker(script, { workerData: { ...order, watch: { begun, input } } satisfies Order, resourceLimits: HEAP });
  return new Promise((resolve) => {
    let before = -1;
    const watchdog = setInterval(() => {
      if (begun[0] === before) end({ stuck: STUCK_TIMEOUT_MS });
      before = begun[0] ?? 0;
    }, STUCK_TIMEOUT_MS);
    const end = (outcome: Outcome): void => {
      clearInterval(watchdog);
      void worker.terminate();
      resolve({ outcome, last: Uint8Array.from(input.slice(0, begun[1])) });
    };
    worker.once('message', (report: Report) => {
      end(report);
    });
    worker.once('error', (error) => {
      end({ exhausted: error.message });
    });
  });
}

function complaint(outcome: Outcome): string | undefined {
  if ('done' in outcome) return undefined;
  if ('thrown' in outcome) return `threw ${outcome.thrown}`;
  return 'stuck' in outcome
    ? `did not come back within ${String(outcome.stuck)} ms`
    : `took too much memory: ${outcome.exhausted}`;
}

const folder = temporaryFolder('fuzz');
let passed = 0;
let failed = 0;
try {
  const script = await bundled(folder.path);
  console.log(`seed ${String(seed)}, ${String(seconds)} s a target`);
  for (const target of Object.keys(TARGETS)) {
    if (named.length > 0 && !named.some((word) => target.startsWith(word))) continue;
    const limits = { milliseconds: 1000 * seconds, seed, most: MAX_INPUT_BYTES };
    const orders = [
      { what: 'corpus', order: { target, seeds: readCorpus(target), limits } },
      { what: 'bombs', order: { target, seeds: BOMBS.map(([, bytes]) => bytes), limits: { ...limits, milliseconds: 0 } } },
    ];
    const complaints: string[] = [];
    let told = '';
    for (const { what, order } of orders) {
      const { outcome, last } = await carryOut(script, order);
      const wrong = complaint(outcome);
      if (wrong !== undefined)
        complaints.push(`${what}: ${wrong}\n    input ${Buffer.from(last.slice(0, 4096)).toString('base64')}`);
      if (what !== 'corpus' || !('done' in outcome)) continue;
      const { runs, reached, found } = outcome.done;
      told = `${String(order.seeds.length)} seeds, ${String(runs)} runs, ${String(reached)} branch counts, ${String(found.length)} new inputs`;
      if (keep) for (const one of found) addToCorpus(target, one);
    }
    console.log(`${complaints.length === 0 ? 'ok  ' : 'FAIL'} ${target.padEnd(34)} ${told}`);
    for (const one of complaints) console.log(`  ${one}`);
    if (complaints.length === 0) passed += 1;
    else failed += 1;
  }
} finally {
  folder.remove();
}
console.log(`${String(passed)} passed, ${String(failed)} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
