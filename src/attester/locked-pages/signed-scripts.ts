import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { AttestedKey } from '../../verifier/protocol/index.ts';
import { keyLock } from '../page-lock.ts';

/** Which scripts are signed, for which site and how long. */
export type SignedScriptsOptions = {
  /** The serialised origin, as the attester has it. */
  readonly origin: string;
  /** Every script of the service by path: a list fixed at boot, never taken from a request. */
  readonly scripts: ReadonlyMap<string, string | Uint8Array>;
  /** As in `pageLock`; `strict` by default. */
  readonly policy?: string;
  /**
   * Seconds that a signature is valid; six hours by default. Browsers allow no tolerance: a clock that is fast by more breaks the
   * page.
   */
  readonly seconds?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
};

/** The response to a request for a script. */
export type SignedScript = {
  readonly status: 200 | 304;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
};

/** Scripts signed with a key that was made at boot and signs nothing else. */
export type SignedScripts = {
  /** For the attester's option `keys`. */
  readonly keys: readonly AttestedKey[];
  /** The value of `integrity` for every script tag: the key. */
  readonly integrity: string;
  /** The response for this path; null if no such script is signed. @param ifNoneMatch the request's `If-None-Match` */
  readonly answer: (path: string, ifNoneMatch?: string) => SignedScript | null;
};

const LIFE_S = 6 * 3600;
/** RFC 8410: an Ed25519 key ends its SubjectPublicKeyInfo. */
const KEY_BYTES = 32;
const TYPE = 'text/javascript; charset=utf-8';

/**
 * Signs a fixed list of scripts as browsers check them (Signature-based Integrity: RFC 9421 over the digest, the type, the host
 * and the path), for sites whose set of files changes within one boot. Chrome checks such signatures, Firefox does not: hashes
 * lock both (`lockedBuild`). @throws AttesterError for a script that browsers may read as another charset, and for a policy that no browser reads
 */
export function signedScripts({
  origin,
  scripts,
  policy = 'strict',
  seconds = LIFE_S,
  now = Date.now,
}: SignedScriptsOptions): SignedScripts {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const spki = Uint8Array.from(publicKey.export({ type: 'spki', format: 'der' }));
  const keyId = Buffer.from(spki.slice(-KEY_BYTES)).toString('base64');
  const { host } = new URL(origin);
  const made = new Map<string, { readonly expires: number; readonly headers: Readonly<Record<string, string>> }>();
  const headersOf = (path: string, script: string | Uint8Array): Readonly<Record<string, string>> => {
    const at = Math.floor(now() / 1000);
    const before = made.get(path);
    // Each has at least half its life left when sent.
    if (before !== undefined && before.expires - at > seconds / 2) return before.headers;
    const headers = signedHeaders({ privateKey, keyId, host, path, script, expires: at + seconds });
    made.set(path, { expires: at + seconds, headers });
    return headers;
  };
  return {
    keys: keyLock({ scripts: [...scripts.values()], spki, policy }),
    integrity: `ed25519-${keyId}`,
    answer(path, ifNoneMatch) {
      const script = scripts.get(path);
      if (script === undefined) return null;
      const headers = headersOf(path, script);
      const isKnown = ifNoneMatch !== undefined && ifNoneMatch === headers['etag'];
      return { status: isKnown ? 304 : 200, headers, body: isKnown ? '' : script };
    },
  };
}

type ToSign = {
  readonly privateKey: KeyObject;
  readonly keyId: string;
  readonly host: string;
  readonly path: string;
  readonly script: string | Uint8Array;
  readonly expires: number;
};

/** A 304 includes them, too: the cached script is checked again under the new signature. */
function signedHeaders({ privateKey, keyId, host, path, script, expires }: ToSign): Readonly<Record<string, string>> {
  const digest = createHash('sha256').update(script).digest('base64');
  const unencoded = `sha-256=:${digest}:`;
  const covered: readonly (readonly [string, string])[] = [
    ['"unencoded-digest";sf', unencoded],
    ['"content-type"', TYPE],
    ['"@authority";req', host],
    ['"@path";req', path],
  ];
  const parameters = `(${covered.map(([name]) => name).join(' ')});keyid="${keyId}";expires=${String(expires)};tag="ed25519-integrity"`;
  const base = [...covered.map(([name, value]) => `${name}: ${value}`), `"@signature-params": ${parameters}`].join('\n');
  return {
    'content-type': TYPE,
    'cache-control': 'no-cache',
    etag: `"${digest}"`,
    'unencoded-digest': unencoded,
    'signature-input': `s=${parameters}`,
    signature: `s=:${sign(null, Buffer.from(base), privateKey).toString('base64')}:`,
  };
}
