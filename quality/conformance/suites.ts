import type { CryptoPort } from '../../src/verifier/crypto/port.ts';
import { ED25519_EDGES_FILE, runEd25519Edges } from './ed25519-edges.ts';
import { LIMBO_FILES, runLimbo } from './limbo.ts';
import { runUnusableKeys } from './unusable-keys.ts';
import type { Tally } from './tally.ts';
import { runWycheproof, WYCHEPROOF_FILES } from './wycheproof.ts';

/** One file of foreign vectors (or a table of our own), and how it is run against an implementation of the crypto port. */
export type Suite = {
  /** The file's path under `crypto/` of the vectors; `own/…` for a table in this repository. */
  readonly path: string;
  run(text: string, port: CryptoPort): Promise<Tally>;
};

/** Every suite; those of others are skipped where their file is not there. */
export const SUITES: readonly Suite[] = [
  ...WYCHEPROOF_FILES.map((file) => ({
    path: `wycheproof/${file}`,
    run: (text: string, port: CryptoPort) => runWycheproof(file, text, port),
  })),
  { path: `cctv/${ED25519_EDGES_FILE}`, run: runEd25519Edges },
  { path: 'own/unusable-keys', run: runUnusableKeys },
  ...LIMBO_FILES.map((file) => ({ path: `x509-limbo/${file}`, run: runLimbo })),
];
