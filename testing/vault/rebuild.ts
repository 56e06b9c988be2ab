/**
 * Builds the demonstration's vault from its source and prints its measurement, to be compared with what the popup shows.
 *
 *   npm run -s rebuild
 */
import { toHex } from '../../src/verifier/index.ts';
import { buildVault, BUILDER, VAULT_SOURCE } from './build.ts';

const { mrEnclave } = buildVault();
console.error(`${VAULT_SOURCE}, built by ${BUILDER.uri} (sha256:${BUILDER.sha256})`);
console.log(`MRENCLAVE=${toHex(mrEnclave)}`);
