import { equalBytes } from './bytes/equal.ts';
import type { CryptoPort } from './crypto/port.ts';
import { spkiOfEd25519 } from './crypto/spki.ts';
import { unlessMalformed } from './malformed.ts';
import { canonicalOrigin } from './protocol/binding.ts';
import { readResponseSignatures, type ResponseSignature } from './protocol/http-signature.ts';
import type { Session, SignedResponse } from './session.ts';

/** What the signature of a response says of the page; `because` is a stable word, the popup has a sentence each. */
export type ResponseSigned =
  /** `signed-page`: headers and body; `signed-headers`: this browser lets nobody see the body that the page was made of. */
  | { readonly holds: true; readonly because: 'signed-page' | 'signed-headers' }
  | {
      readonly holds: false;
      readonly because: 'signature-unreadable' | 'signature-invalid' | 'signature-out-of-time' | 'signed-body-differs';
    };

/** A clock of ours that is behind by this much (milliseconds) refuses no signature; one that has expired has, to the second. */
const CLOCK_SKEW_MS = 60_000;

/**
 * Did one of these attested keys sign the response that brought the document? (DESIGN §4, channel: signed.) It proves where the
 * page came from, never who could read it on the way; and a signature that does not hold proves nothing against the site, because
 * whoever ends TLS can break it.
 * @param keys SubjectPublicKeyInfo @returns null where no attested key claims to have signed it
 */
export async function responseSigned(
  crypto: CryptoPort,
  { origin, response }: Pick<Session, 'origin' | 'response'>,
  keys: readonly Uint8Array[],
): Promise<ResponseSigned | null> {
  if (keys.length === 0 || response === null) return null;
  if (canonicalOrigin(`https://${response.message.authority}`) !== canonicalOrigin(origin)) return null;
  const signatures = unlessMalformed(() => readResponseSignatures(response.message), 'unreadable');
  if (signatures === 'unreadable') return { holds: false, because: 'signature-unreadable' };
  const ours = signatures.filter(({ key }) => keys.some((spki) => equalBytes(spki, spkiOfEd25519(key))));
  const answers = await Promise.all(ours.map((signature) => answerOf(crypto, response, signature)));
  // Another key's signature beside it takes nothing away from one that holds.
  return answers.find(({ holds }) => holds) ?? answers[0] ?? null;
}

async function answerOf(crypto: CryptoPort, { at, body }: SignedResponse, signed: ResponseSignature): Promise<ResponseSigned> {
  const { key, signature, base, created, expires, bodyDigest } = signed;
  if (!(await crypto.verifySignature('ed25519', spkiOfEd25519(key), signature, base)))
    return { holds: false, because: 'signature-invalid' };
  if (created * 1000 > at + CLOCK_SKEW_MS || expires * 1000 <= at) return { holds: false, because: 'signature-out-of-time' };
  if (body === null) return { holds: true, because: 'signed-headers' };
  return equalBytes(body, bodyDigest)
    ? { holds: true, because: 'signed-page' }
    : { holds: false, because: 'signed-body-differs' };
}
