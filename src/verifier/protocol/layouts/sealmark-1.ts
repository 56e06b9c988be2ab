import { lengthPrefixed } from '../../bytes/length-prefixed.ts';
import { toAscii } from '../../bytes/text.ts';
import type { CryptoPort } from '../../crypto/port.ts';
import type { AttestedKey, Commitment, KeyUse } from '../commitment.ts';
import { covering, defineLayout } from '../layout.ts';

/**
 * Sealmark's own layout (docs/PROTOCOL.md section 3), 64 bytes:
 * SHA-512( LP("sealmark-binding-1") ‖ LP(origin) ‖ LP(nonce) ‖ LP(use₁) ‖ LP(key₁) ‖ … ).
 */
export const sealmark1 = defineLayout({
  id: 'sealmark-1',
  covers: covering(
    'origin',
    'nonce',
    'tls',
    'http-signature',
    'challenge',
    'registry',
    'accelerators',
    'script-hashes',
    'script',
    'page-policy',
  ),
  async expected(crypto, commitment: Commitment) {
    // Exactly the digest: a field that carries more (Nitro user_data, Keystone data) could commit to several things.
    return { slot: 'report-data', anyOf: [await commitmentDigest(crypto, commitment)], then: 'nothing' };
  },
  states: ({ origin, nonce, keys }) => ({
    origin,
    nonce,
    tls: keys.filter(({ use }) => use === 'tls').map(({ key }) => ({ form: 'spki', spki: key })),
    keys: keys.filter(isOther),
  }),
});

const isOther = (key: AttestedKey): key is AttestedKey & { readonly use: Exclude<KeyUse, 'tls'> } => key.use !== 'tls';

/** The 64 bytes above. @throws Malformed when the origin is not ASCII. */
export function commitmentDigest(crypto: CryptoPort, { origin, nonce, keys }: Commitment): Promise<Uint8Array> {
  const listed = keys.flatMap(({ use, key }) => [toAscii(use, 'binding.keys.use'), key]);
  const fields = [toAscii('sealmark-binding-1', 'label'), toAscii(origin, 'binding.origin'), nonce, ...listed];
  return crypto.digest('sha-512', lengthPrefixed(...fields));
}
