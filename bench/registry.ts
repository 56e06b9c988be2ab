import { fileURLToPath } from 'node:url';
import { openLaboratory } from '../e2e/lib/laboratory.ts';
import { parachainHeadKey } from '../src/verifier/chain/index.ts';
import { authoritiesOf, testVoters } from '../src/verifier/testing/chain/finality.ts';
import { block, CHECKPOINT, justified, relayTrie } from '../src/verifier/testing/chain/relay-path.ts';
import { REPLACEMENTS } from './peer-packages.ts';
import { atMost, type Measurement } from './row.ts';
import type { LightPathRequest } from './tasks.ts';
import { pack } from './wire.ts';

const NAME = 'registry.light-path-300.chromium';
const VOTERS = 300;

/** A justification by as many authorities as Kusama and Polkadot have, and the parachain's head under it. */
function lightPath(): LightPathRequest {
  const voters = testVoters('bench', VOTERS);
  const state = { ...CHECKPOINT, authorities: authoritiesOf(voters) };
  const { header, justification } = justified(block(CHECKPOINT.finalized.number + 1), voters);
  return { state, header, justification, proof: relayTrie.prove([parachainHeadKey(2015)]), paraId: 2015, rounds: 9 };
}

/** The registry's proof from the relay chain's finality (DESIGN §6); it runs beside the verdict, never before it. */
export const registry: Measurement = {
  names: ['registry.'],
  async *measure(wanted) {
    if (!wanted(NAME)) return;
    const laboratory = await openLaboratory('chromium', fileURLToPath(new URL('tasks.ts', import.meta.url)), REPLACEMENTS);
    try {
      const milliseconds = await laboratory.run<number>('worker', 'lightPath', pack(lightPath()));
      yield atMost(
        NAME,
        milliseconds,
        120,
        `${String(VOTERS)} votes, authority set, parachain head; milliseconds, nothing remembered`,
      );
    } finally {
      await laboratory.close();
    }
  },
};
