import { fileURLToPath } from 'node:url';
import { profileOf } from '../../testing/substrate/profile.ts';
import { TestChain } from '../../testing/substrate/test-chain.ts';
import { openHarness, type BrowserHarness } from '../../testing/browser-harness.ts';
import { createNetwork } from '../../testing/network.ts';
import { USUAL } from '../../testing/extension/setup.ts';
import { openPool } from '../../testing/extension/pool.ts';
import { attesters, platform } from '../../testing/site/attesters.ts';
import { tlsKey } from '../../testing/site/test-site.ts';
import { parachainHeadKey, sovereignKey, TIMESTAMP_KEY, toHex } from '../../src/verifier/substrate/index.ts';
import { authoritiesOf, testVoters } from '../../src/verifier/testing/substrate/finality.ts';
import { encodeEnclave } from '../../src/verifier/testing/substrate/pallets.ts';
import { block, CHECKPOINT, justified, relayTrie } from '../../src/verifier/testing/substrate/relay-path.ts';
import { buildTrie } from '../../src/verifier/testing/substrate/trie.ts';
import { median } from './compare.ts';
import { REPLACEMENTS } from './peer-packages.ts';
import { atLeast, atMost, type Measurement, type Row } from './row.ts';
import type { LightPathRequest, ReadProofsRequest } from './tasks.ts';
import { commitToBadge, NOTE } from './visits.ts';
import { pack } from './wire.ts';

const LIGHT_PATH = 'registry.light-path-300.chromium';
const PROOFS = 'registry.proofs-per-second.chromium';
const MARK = 'registry.mark-delay.chromium';

const VOTERS = 300;
/** More enclaves than were ever registered on one chain, so that a proof is as long as a real one. */
const ENTRIES = 2000;
const ROUNDS = 9;

/** A justification by as many authorities as Kusama and Polkadot have, and the parachain's head under it. */
function lightPath(): LightPathRequest {
  const voters = testVoters('bench', VOTERS);
  const state = { ...CHECKPOINT, authorities: authoritiesOf(voters) };
  const { header, justification } = justified(block(CHECKPOINT.finalized.number + 1), voters);
  return { state, header, justification, proof: relayTrie.prove([parachainHeadKey(2015)]), paraId: 2015, rounds: ROUNDS };
}

const account = (index: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, at) => (index >> (8 * (at % 2))) & 0xff);

function enclave(index: number): Uint8Array {
  const reportData = new Uint8Array(64);
  reportData.set(account(index));
  return encodeEnclave({
    reportData,
    mrEnclave: new Uint8Array(32).fill(index),
    mrSigner: new Uint8Array(32).fill(7),
    registeredAt: 1_764_057_600_000,
    url: 'wss://enclave.example:2000',
    buildMode: 'production',
    method: 'dcap',
    status: 'ok',
    proxied: false,
  });
}

/** Proofs of entries that share only the upper nodes, from a registry with many. */
function readProofs(): ReadProofsRequest {
  const keys = Array.from({ length: ENTRIES }, (_, index) => sovereignKey(account(index)));
  const entries = keys.map((key, index) => [toHex(key), enclave(index)] as const);
  const trie = buildTrie(new Map([...entries, [toHex(TIMESTAMP_KEY), new Uint8Array(8)]]), 0);
  const proofs = keys.filter((_, index) => index % 10 === 0).map((key) => ({ key, proof: trie.prove([key]) }));
  return { root: trie.root, proofs, rounds: ROUNDS };
}

async function* inWorker(harness: BrowserHarness, wanted: (name: string) => boolean): AsyncGenerator<Row> {
  if (wanted(LIGHT_PATH)) {
    const milliseconds = await harness.run<number>('worker', 'lightPath', pack(lightPath()));
    const note = `${String(VOTERS)} votes, authority set, parachain head; milliseconds, nothing remembered`;
    yield atMost(LIGHT_PATH, milliseconds, 120, note);
  }
  if (wanted(PROOFS)) {
    // One look-up needs about eight of them (accounts, registrars, time): at 2000 per second they take 4 ms, little compared with
    // one answer from a node.
    const rate = await harness.run<number>('worker', 'readProofs', pack(readProofs()));
    yield atLeast(PROOFS, rate, 2000, `read proofs of one entry in ${String(ENTRIES)}, a second`);
  }
}

/** Milliseconds that a turned-on chain adds between commit and mark; it is asked once the mark is painted. */
async function markDelay(): Promise<number> {
  const network = await createNetwork(attesters);
  const pool = openPool(network);
  const chain = await TestChain.start({ now: Date.now() - 60_000 });
  chain.produce(1);
  try {
    const setup = { ...USUAL, securityInfo: false };
    const opened = await pool.take('chromium', setup, false);
    await opened.browser.probe.evaluate(NOTE);
    const profile = profileOf(chain);
    await opened.watch.call('registry.put', profile);
    const delays: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const times = new Map<boolean, number>();
      for (const on of round % 2 === 0 ? [true, false] : [false, true]) {
        await opened.watch.call('registry.turn', { id: profile.id, on });
        for (const node of chain.registryNodes) node.forget();
        const site = network.open({ host: `mark${String(round)}-${on ? 'on' : 'off'}.test`, attester: platform });
        const { attestation, credentials } = site;
        if (attestation === null) throw new Error('a site without evidence');
        site.attestation = {
          ...attestation,
          keys: (node) => [...tlsKey(credentials[node]), { use: 'registry', key: account(round) }],
        };
        const tab = await opened.browser.newTab();
        times.set(on, await commitToBadge(opened, tab, `${site.origin}/`));
        await tab.close();
        if (chain.registryNodes.some(({ asked }) => asked.length > 0) !== on) throw new Error('the wrong visits asked the chain');
      }
      delays.push((times.get(true) ?? Number.NaN) - (times.get(false) ?? Number.NaN));
    }
    return median(delays);
  } finally {
    await pool.close();
    await chain.close();
    await network.close();
  }
}

/** The registry's proofs (DESIGN §6), and that they run in parallel with the verdict, never before it. */
export const registry: Measurement = {
  names: ['registry.'],
  async *measure(wanted) {
    if (wanted(LIGHT_PATH) || wanted(PROOFS)) {
      const tasks = fileURLToPath(new URL('tasks.ts', import.meta.url));
      const harness = await openHarness('chromium', tasks, REPLACEMENTS);
      try {
        yield* inWorker(harness, wanted);
      } finally {
        await harness.close();
      }
    }
    if (wanted(MARK)) yield atMost(MARK, await markDelay(), 10, 'milliseconds from commit to mark, a chain turned on over none');
  },
};
