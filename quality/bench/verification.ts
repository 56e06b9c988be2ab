import { attesters } from '../../testing/site/attesters.ts';
import { recordedCase, simulatedCase } from './cases.ts';
import { oneGpu } from './gpu.ts';
import type { Score } from './compare.ts';
import { peerModules } from './peer-packages.ts';
import type { PeerName } from './peers.mjs';
import { atLeast, atMost, type Measurement, type Row } from './row.ts';
import type { Case, VerifyAnswer, VerifyRequest } from './tasks.ts';
import { openTasks, WHERE, type Run, type Where } from './where.ts';
import { pack } from './wire.ts';

/** A peer, and how many times faster than it we must be. */
type Against = { readonly peer: PeerName; readonly short: string; readonly bar: number };

type Plan = {
  readonly tee: string;
  /** Real evidence that every peer of the row accepts; null where there is none. */
  readonly recorded: string | null;
  /** The attester whose evidence replaces recorded evidence where that is missing, and makes the second visit. */
  readonly attester: string;
  /** Our time relative to that of the bare WebCrypto calls. */
  readonly overBare: number;
  /** The second visit relative to the first, signatures cached; null where no bar is set. */
  readonly repeat: number | null;
  readonly against: readonly Against[];
};

const PHALA: readonly Against[] = [
  { peer: '@phala/dcap-qvl', short: 'phala-js', bar: 20 },
  { peer: '@phala/dcap-qvl-web', short: 'phala-wasm', bar: 3 },
];

/** The bars of DESIGN §6. */
const PLANS: readonly Plan[] = [
  { tee: 'sgx', recorded: 'intel/q-de015c8ce120-c1', attester: 'sgx', overBare: 1.5, repeat: 0.5, against: PHALA },
  { tee: 'tdx', recorded: 'intel/q-a8a60419ccc6-c0', attester: 'tdx', overBare: 1.5, repeat: 0.5, against: PHALA },
  {
    tee: 'snp',
    recorded: 'snp/tinfoil-genoa-v3',
    attester: 'snp',
    overBare: 1.3,
    repeat: 0.8,
    against: [{ peer: '@tinfoilsh/verifier', short: 'tinfoil', bar: 3 }],
  },
  {
    tee: 'nitro',
    recorded: 'nitro/ev-2022-10-13-prod',
    attester: 'nitro',
    overBare: 1.3,
    repeat: 0.5,
    against: [
      { peer: '@0xsequence/tee-verifier', short: 'sequence', bar: 2 },
      { peer: '@evervault/wasm-attestation-bindings', short: 'evervault', bar: 8 },
    ],
  },
  // No peer verifies these in a browser, and the design sets no bar. Reading two certificates takes longer than the two RSA
  // signatures of an IAS report, which take a fifteenth of a millisecond.
  { tee: 'ias', recorded: null, attester: 'ias', overBare: 4, repeat: null, against: [] },
  { tee: 'keystone', recorded: null, attester: 'keystone', overBare: 1.5, repeat: null, against: [] },
  { tee: 'nvidia-gpu', recorded: null, attester: 'nvidia-gpu', overBare: 1.5, repeat: null, against: [] },
  // Four keys are also unpacked in JavaScript, to refuse those of small order.
  { tee: 'sanctum', recorded: null, attester: 'sanctum', overBare: 2.5, repeat: null, against: [] },
];

const ROUNDS = 15;

function simulated(plan: Plan): Case | undefined {
  // A device attests next to a service, not in its place, so it is not among the attesters.
  if (plan.tee === 'nvidia-gpu') return gpuCase();
  const attester = attesters.find(({ tee }) => tee === plan.attester);
  return attester && simulatedCase(attester);
}

function gpuCase(): Case {
  const input = oneGpu();
  return { input, peer: { evidence: input.evidence.bytes, at: input.now } };
}

const milliseconds = (score: Score | undefined): string => `${(score?.milliseconds ?? Number.NaN).toFixed(2)} ms`;

async function* rowsOf(plan: Plan, where: Where, run: Run, wanted: (name: string) => boolean): AsyncGenerator<Row> {
  const name = (what: string): string => `verify.${plan.tee}.${what}.${where}`;
  const against = plan.against.filter(({ short }) => wanted(name(`faster-than-${short}`)));
  const recorded = plan.recorded === null ? undefined : await recordedCase(plan.recorded);
  const one = recorded ?? simulated(plan);
  if (one !== undefined && (against.length > 0 || wanted(name('over-bare')))) {
    const peers = recorded === undefined ? [] : against;
    const asked: VerifyRequest = {
      case: { ...one, peer: { ...one.peer, ...(peers.length > 0 ? { wasm: peerModules() } : {}) } },
      peers: peers.map(({ peer }) => peer),
      rounds: ROUNDS,
    };
    const { scores, signatures } = await run<VerifyAnswer>('verify', pack(asked));
    const score = (of: string): Score | undefined => scores.find((found) => found.name === of);
    const evidence = (recorded && plan.recorded) ?? 'simulated evidence';
    const calls = `${milliseconds(score('ours'))} over ${milliseconds(score('bare'))} for ${String(signatures)} signatures, ${evidence}`;
    if (wanted(name('over-bare'))) yield atMost(name('over-bare'), 1 / (score('bare')?.ratio ?? 0), plan.overBare, calls);
    for (const { peer, short, bar } of peers) {
      const note = `${peer}: ${milliseconds(score(peer))} over ${milliseconds(score('ours'))}, ${evidence}`;
      yield atLeast(name(`faster-than-${short}`), score(peer)?.ratio ?? 0, bar, note);
    }
  }
  const twice = simulated(plan);
  if (twice !== undefined && plan.repeat !== null && wanted(name('repeat'))) {
    const asked: VerifyRequest = { case: twice, peers: [], rounds: ROUNDS };
    const [first, again, platform] = await run<readonly Score[]>('repeat', pack(asked));
    yield atMost(
      name('repeat'),
      again?.ratio ?? 0,
      plan.repeat,
      `${milliseconds(again)} over ${milliseconds(first)}, simulated evidence; the platform’s own calls for what is new: ${(platform?.ratio ?? Number.NaN).toFixed(2)}`,
    );
  }
}

/** Each TEE in Node and in the browsers: over bare WebCrypto, on a repeated visit, and against peers. */
export const verification: Measurement = {
  names: PLANS.map(({ tee }) => `verify.${tee}.`),
  async *measure(wanted) {
    for (const where of WHERE) {
      const whole = (plan: Plan): readonly string[] =>
        ['over-bare', 'repeat', ...plan.against.map(({ short }) => `faster-than-${short}`)].map(
          (what) => `verify.${plan.tee}.${what}.${where}`,
        );
      if (!PLANS.some((plan) => whole(plan).some(wanted))) continue;
      const opened = await openTasks(where);
      try {
        for (const plan of PLANS) yield* rowsOf(plan, where, opened.run, wanted);
      } finally {
        await opened.close();
      }
    }
  },
};
