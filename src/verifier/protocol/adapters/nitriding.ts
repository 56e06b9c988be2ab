import { toHex } from '../../bytes/hex.ts';
import { Reader } from '../../bytes/reader.ts';
import { fromHexOrBase64 } from '../../bytes/spelled.ts';
import { fromAscii } from '../../bytes/text.ts';
import { Malformed, unlessMalformed } from '../../malformed.ts';
import { defineAdapter, foreignDocument, OtherFormat } from '../adapter.ts';
import { nonceAs } from '../nonce-form.ts';
import { ANSWER_TIMEOUT_MS, bodyOf, MAX_ANSWER_BYTES } from './answer.ts';
import { needed, nitroEvidence } from './nitro-document.ts';

/** Base64, or in another spelling. */
const ENCODED = /^[\w+/-]+={0,2}$/;

/** Brave's nitriding, and services built on it. */
export const nitriding = defineAdapter({
  id: 'nitriding',
  title: 'nitriding',
  requests: ({ origin, nonce }) => [
    {
      url: `${origin}/enclave/attestation?nonce=${toHex(nonceAs('first-20-bytes', nonce))}`,
      accept: 'text/plain',
      maxBytes: MAX_ANSWER_BYTES,
      timeoutMs: ANSWER_TIMEOUT_MS,
    },
  ],
  reads([answer]) {
    const text = unlessMalformed(() => fromAscii(bodyOf(answer), 'answer').trim(), '');
    if (!ENCODED.test(text)) throw new OtherFormat('not base64');
    const { evidence, document } = nitroEvidence(fromHexOrBase64(text, 'answer'));
    const userData = new Reader(needed(document.userData, 'user_data'), 'user_data');
    const certificateHash = multihash(userData, 'certificate');
    const applicationKeyHash = multihash(userData, 'application key');
    userData.end();
    const nonce = needed(document.nonce, 'nonce', 20);
    return foreignDocument({ evidence, binding: { layout: 'nitriding-1', certificateHash, applicationKeyHash, nonce } });
  },
});

/** SHA-256 as a multihash. @throws Malformed */
function multihash(reader: Reader, field: string): Uint8Array {
  if (reader.u16be(`${field} hash, algorithm and length`) !== 0x1220) throw new Malformed(`user_data.${field}`, 'not SHA-256');
  return reader.bytes(`${field} hash`, 32);
}
