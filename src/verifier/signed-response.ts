import { equalBytes } from './bytes/equal.ts';
import type { CryptoPort } from './crypto/port.ts';
import { spkiOfEd25519 } from './crypto/spki.ts';
import { unlessMalformed } from './malformed.ts';
import { canonicalOrigin } from './protocol/canonical-origin.ts';
import { readResponseSignatures, type ResponseSignature } from './protocol/http-signature.ts';
import type { Session, SignedResponse } from './session.ts';

/** What a response's signature says about the page; `because` is a stable word, the popup has a sentence for each. */
export type ResponseSigned =
  /** `signed-page`: headers and body; `signed-headers`: this browser does not expose the body that became the page. */
  | { readonly holds: true; readonly because: 'signed-page' | 'signed-headers' }
  | {
      readonly holds: false;
      readonly because: 'signature-unreadable' | 'signature-invalid' | 'signature-out-of-time' | 'signed-body-differs';
    };

/** A clock of ours that is this far behind (milliseconds) refuses no signature; an expired one is refused, to the second. */
const CLOCK_SKEW_MS = 60_000;

/**
 * Did one of these attested keys sign the response that brought the document? (DESIGN §4, channel: signed.) It proves where the
 * page came from, never who could read it on the way; and a bad signature proves nothing against the site, because whoever
 * terminates TLS can break it. @param keys SubjectPublicKeyInfo @returns null if no attested key claims to have signed it
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
  // A valid signature counts whatever other keys' signatures accompany it.
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
