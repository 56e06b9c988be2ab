import { createHash, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { digestField, MAX_SIGNATURE_LIFE_S, unsignedResponse, type AttestedKey } from '../verifier/protocol/index.ts';
import { Malformed } from '../verifier/index.ts';
import { AttesterError } from './attester-error.ts';

/** A response of the service, and the request for it (docs/PROTOCOL.md section 10). */
export type ResponseToSign = {
  readonly method: string;
  /** What the request asked for, from the slash on, with its query. */
  readonly target: string;
  readonly status: number;
  /** All that the response is sent with: whatever a page may do because of a header is signed, and nothing may be added to it later. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** The whole body, without content coding. */
  readonly body: string | Uint8Array;
};

/** Signs responses of one origin under one attested key. */
export type ResponseSigner = {
  /** For the option `keys` of the attester: with it the evidence names the key. */
  readonly key: AttestedKey;
  /** The headers to send besides: the digest of the body, and the signature. @throws AttesterError for what no browser would read */
  readonly sign: (response: ResponseToSign) => Readonly<Record<string, string>>;
};

/** Who signs responses, and for how long a signature holds. */
export type SignerOptions = {
  /** The serialised origin, as the attester has it: it is signed, so a request's `Host` is not looked at. */
  readonly origin: string;
  /** An Ed25519 key of the enclave's own, for responses only: scripts are named by another (`script`). */
  readonly privateKey: KeyObject;
  /** Seconds that a signature holds; five minutes when left out, a day at most. */
  readonly seconds?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
};

const LIFE_S = 300;
const KEY_BYTES = 32;

/** @throws AttesterError for a key of another kind, or a life that no browser accepts */
export function responseSigner({ origin, privateKey, seconds = LIFE_S, now = Date.now }: SignerOptions): ResponseSigner {
  if (privateKey.asymmetricKeyType !== 'ed25519' || privateKey.type !== 'private')
    throw problem('The key that signs responses is not a private Ed25519 key.', 'Make one: generateKeyPairSync("ed25519").');
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > MAX_SIGNATURE_LIFE_S)
    throw problem('“seconds” is out of range.', 'It is a whole number from 1 to 86400.');
  const spki = Uint8Array.from(createPublicKey(privateKey).export({ type: 'spki', format: 'der' }));
  // RFC 8410: the key itself ends its SubjectPublicKeyInfo.
  const key = spki.subarray(-KEY_BYTES);
  return {
    key: { use: 'http-signature', key: spki },
    sign({ method, target, status, headers, body }) {
      if (!target.startsWith('/'))
        throw problem(`“${target}” is no path.`, 'Give what the request line names, from its slash on.');
      const { host: authority, pathname: path, search } = new URL(`${origin}${target}`);
      const digest = digestField(createHash('sha256').update(body).digest());
      const fields = [...linesOf(headers), digest];
      const created = Math.floor(now() / 1000);
      try {
        const message = { method, authority, path, query: search === '' ? '?' : search, status, fields };
        const { base, fieldsWith } = unsignedResponse(message, { key, created, expires: created + seconds });
        return Object.fromEntries([digest, ...fieldsWith(sign(null, base, privateKey))]);
      } catch (error) {
        if (!(error instanceof Malformed)) throw error;
        throw problem(`No browser reads a signature over this response: ${error.why}.`, 'See docs/PROTOCOL.md section 10.');
      }
    },
  };
}

const problem = (sentence: string, remedy: string): AttesterError => new AttesterError('option', sentence, remedy);

const linesOf = (headers: ResponseToSign['headers']): (readonly [string, string])[] =>
  Object.entries(headers).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((line) => [name.toLowerCase(), line] as const),
  );
