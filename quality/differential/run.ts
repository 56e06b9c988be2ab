import { existsSync, readFileSync } from 'node:fs';
import { webcrypto as nodeCrypto } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { peerInput, readRecorded, recordedIn, type Recorded } from '../bench/cases.ts';
import { openNode } from '../bench/node-harness.ts';
import { installPeers, peerModules, REPLACEMENTS } from '../bench/peer-packages.ts';
import type { PeerName } from '../bench/peers.mjs';
import { pack } from '../bench/wire.ts';
import { accepts, LIMBO_FILES, type Case } from '../conformance/limbo.ts';
import { readVectors } from '../conformance/vectors.ts';
import { decide } from '../../src/cli/decision.ts';
import { handedOver } from '../../src/cli/request-fields/anchors.ts';
import { appraise, webCrypto } from '../../src/verifier/index.ts';
import { chainExplained, explained } from './explained.ts';
import { pkijsAccepts } from './pkijs.ts';
import { nvidia } from './nvidia.ts';
import { nvtrust } from './nvtrust.ts';
import { Table } from './table.ts';
import type { PeerAnswer, PeerQuestion } from './tasks.ts';

/**
 * Our verdict against other verifiers over the recorded evidence: how often they agree, and every difference with its
 * explanation. Exit status 1 if a difference has none.
 *
 *   npm run differential
 */
const port = webCrypto(nodeCrypto.subtle);

/** Which peer covers what, and whether it accepts a root of our own. */
const PEERS: readonly { readonly name: PeerName; readonly folder: string; readonly type: RegExp; readonly anyRoot: boolean }[] = [
  { name: '@phala/dcap-qvl', folder: 'intel', type: /^dcap-quote$/, anyRoot: true },
  { name: '@phala/dcap-qvl-web', folder: 'intel', type: /^dcap-quote$/, anyRoot: false },
  { name: '@tinfoilsh/verifier', folder: 'snp', type: /^snp-/, anyRoot: false },
  { name: '@0xsequence/tee-verifier', folder: 'nitro', type: /^nitro-document$/, anyRoot: false },
  { name: '@evervault/wasm-attestation-bindings', folder: 'nitro', type: /^nitro-document$/, anyRoot: false },
];

type Ours = { readonly decision: string; readonly status: string | null; readonly checks: string };

async function ourAnswer(request: Recorded): Promise<Ours> {
  const { input, tee, codeNamed } = await readRecorded(request);
  const result = await appraise({ ...input, crypto: port });
  return {
    decision: decide(result, tee, codeNamed),
    status: result.claims?.tcb.status ?? null,
    checks: result.findings.flatMap(({ check, outcome }) => (outcome === 'fail' ? [check] : [])).join(' '),
  };
}

/** The peer's input for a case; undefined if it does not accept this kind. */
async function question(request: Recorded, peer: (typeof PEERS)[number]): Promise<PeerQuestion | undefined> {
  const input = peerInput(request);
  if (peer.name === '@tinfoilsh/verifier' && input.vcek === undefined) return undefined;
  const { evidence } = (await readRecorded(request)).input.opening;
  const { intelSgxRoot } = (request['anchors'] ?? {}) as { readonly intelSgxRoot?: string }; // DESIGN §5
  if (request['anchors'] !== undefined && !(peer.anyRoot && intelSgxRoot !== undefined)) return undefined;
  const [root] = intelSgxRoot === undefined ? [] : handedOver(new Uint8Array(readFileSync(intelSgxRoot)), 'CERTIFICATE', 'root');
  return { peer: peer.name, input: { evidence: evidence.bytes, ...input, ...(root === undefined ? {} : { root }) } };
}

function compare(table: Table, peer: string, id: string, ours: Ours, theirs: PeerAnswer): void {
  const words = theirs.accepts ? '' : theirs.words;
  const bothAccept = ours.decision === 'accept' && theirs.accepts;
  const sameStatus = !bothAccept || theirs.status === null || ours.status === null || theirs.status === ours.status;
  if ((bothAccept && sameStatus) || (ours.decision === 'reject' && !theirs.accepts)) {
    table.agreed += 1;
    return;
  }
  const answers = bothAccept
    ? { ours: ours.status ?? '', theirs: theirs.status ?? '' }
    : { ours: ours.decision, theirs: theirs.accepts ? 'accept' : 'reject' };
  const because = explained({ peer, id, words, checks: ours.checks, ...answers });
  table.differ(id, because, `ours ${answers.ours} (${ours.checks}), theirs ${answers.theirs} ${words}`);
}

async function evidence(): Promise<number> {
  installPeers();
  const node = await openNode(fileURLToPath(new URL('tasks.ts', import.meta.url)), REPLACEMENTS);
  await node.run('load', pack(peerModules()));
  let open = 0;
  for (const peer of PEERS) {
    const table = new Table();
    for (const request of recordedIn(peer.folder)) {
      const { type } = request['evidence'] as { readonly type: string }; // DESIGN §5
      if (!peer.type.test(type)) continue;
      const asked = await question(request, peer);
      if (asked === undefined) table.notAsked += 1;
      else compare(table, peer.name, request.id, await ourAnswer(request), await node.run<PeerAnswer>('ask', pack(asked)));
    }
    open += table.print(peer.name);
  }
  await node.close();
  return open;
}

async function chains(): Promise<number> {
  const [file = ''] = LIMBO_FILES;
  const { testcases } = JSON.parse(readVectors(`x509-limbo/${file}`) ?? '{"testcases":[]}') as {
    readonly testcases: readonly Case[];
  };
  const table = new Table();
  for (const one of testcases) {
    const theirs = await pkijsAccepts(one);
    if (theirs === undefined) {
      table.notAsked += 1;
      continue;
    }
    const ours = await accepts(one, port);
    if (ours === theirs) table.agreed += 1;
    else table.differ(one.id, chainExplained(one.id, theirs), `ours ${String(ours)}, PKI.js ${String(theirs)}`);
  }
  return table.print('PKI.js, chains of x509-limbo');
}

if (!existsSync(fileURLToPath(new URL('../../../shared/vectors/', import.meta.url)))) {
  console.log('differential: skipped, the vectors are not beside the project');
} else {
  // Chains first: one of the peers brings an older PKI.js, and the engine is global to the process.
  const open = (await chains()) + (await evidence()) + (await nvidia(port)) + (await nvtrust(port));
  console.log(`\n${String(open)} differences without an explanation`);
  process.exitCode = open === 0 ? 0 : 1;
}
