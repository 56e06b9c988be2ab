import { fromHex } from '../../src/verifier/bytes/hex.ts';
import type { CryptoPort } from '../../src/verifier/crypto/port.ts';
import { spkiOfEd25519 } from '../../src/verifier/crypto/spki.ts';
import { Counter, type Tally } from './tally.ts';

/** Under `cctv/`. */
export const ED25519_EDGES_FILE = 'ed25519vectors.json';

type Vector = {
  readonly number: number;
  readonly key: string;
  readonly sig: string;
  readonly msg: string;
  readonly flags: readonly string[] | null;
};

/**
 * C2SP's edge-case points. Implementations may differ here, so our rule is written down: RFC 8032 with the equation that is not
 * multiplied by the cofactor and with R compared as bytes (what "ref10", Go, OpenSSL and both browsers do), and never a key of
 * small order.
 */
export async function runEd25519Edges(text: string, port: CryptoPort): Promise<Tally> {
  const vectors = JSON.parse(text) as readonly Vector[]; // Test data in a documented schema; a wrong shape would change the counts.
  const counter = new Counter();
  for (const { number, key, sig, msg, flags } of vectors) {
    const refused = ['low_order_A', 'non_canonical_A', 'non_canonical_R', 'low_order_residue'].some((flag) =>
      flags?.includes(flag),
    );
    const message = Uint8Array.from(msg, (letter) => letter.charCodeAt(0));
    const holds = await port.verifySignature('ed25519', spkiOfEd25519(fromHex(key, 'key')), fromHex(sig, 'sig'), message);
    counter.compare(`${String(number)} (${(flags ?? []).join(' ')}): answered ${String(holds)}`, holds === !refused);
  }
  return counter.tally();
}
