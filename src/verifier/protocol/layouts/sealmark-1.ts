import { lengthPrefixed } from '../../bytes/length-prefixed.ts';
import { toAscii } from '../../bytes/text.ts';
import { defineLayout } from '../layout.ts';

/**
 * Sealmark's own layout (docs/PROTOCOL.md section 3), 64 bytes:
 * SHA-512( LP("sealmark-binding-1") ‖ LP(origin) ‖ LP(nonce) ‖ LP(use₁) ‖ LP(key₁) ‖ … ).
 */
export const sealmark1 = defineLayout({
  id: 'sealmark-1',
  covers: {
    origin: true,
    nonce: true,
    tls: true,
    'http-signature': true,
    challenge: true,
    registry: true,
    accelerators: true,
    'script-hashes': true,
    script: true,
    'page-policy': true,
  },
  digest(crypto, { origin, nonce, keys }) {
    const listed = keys.flatMap(({ use, key }) => [toAscii(use, 'binding.keys.use'), key]);
    const fields = [toAscii('sealmark-binding-1', 'label'), toAscii(origin, 'binding.origin'), nonce, ...listed];
    return crypto.digest('sha-512', lengthPrefixed(...fields));
  },
});
