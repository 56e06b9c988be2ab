/**
 * What an attested key is for. `registry` is a 32-byte account key, `accelerators` the SHA-256 of the devices' evidence sent
 * along (not a key, but bound like one), `script-hashes` and `page-policy` are ASCII text about the origin's own pages
 * (`readPageLock`), the others are SubjectPublicKeyInfo DER.
 */
export type KeyUse =
  'tls' | 'http-signature' | 'challenge' | 'registry' | 'accelerators' | 'script-hashes' | 'script' | 'page-policy';

/** One key of a binding: SubjectPublicKeyInfo, 32 bytes or a text, by its use. */
export type AttestedKey = { readonly use: KeyUse; readonly key: Uint8Array };

/** The values that evidence can commit to. */
export type Commitment = {
  /** Serialised origin (RFC 6454 section 6.2): default port left out, host in punycode. ASCII. */
  readonly origin: string;
  /** 0 or 32 bytes. */
  readonly nonce: Uint8Array;
  readonly keys: readonly AttestedKey[];
};
