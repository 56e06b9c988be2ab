import { fromBase64 } from '../bytes/base64.ts';
import type { JsonObject } from '../encoding/json-value.ts';
import { Malformed } from '../malformed.ts';
import { openKey, type AuditKey } from './audit-key.ts';
import { readMeasurement, type NamedCode } from './measurement.ts';
import { lineOf, optional } from './plain-text.ts';

/**
 * A publisher's proof in a list, for the code that it is about: its bytes in base64, verified only when evidence runs that code
 * (docs/PUBLISHERS.md). The measurement is for look-up; the proof itself says what it names.
 */
export type ListedProof = NamedCode &
  (
    | { readonly kind: 'sigstore-bundle'; readonly proof: string }
    | {
        readonly kind: 'oak-endorsement';
        readonly proof: string;
        /** ECDSA over P-256, in DER, in base64. */
        readonly signature: string;
        /** The endorser's, according to the list's signer. */
        readonly key: AuditKey;
        readonly publisher: string;
        /** A tlog-proof in base64, and the logs and witnesses that count (C2SP tlog-policy). */
        readonly logged: { readonly proof: string; readonly policy: string } | null;
      }
  );

/** Media type of a listed Sigstore bundle, version 0.3: the only version that is read. */
export const SIGSTORE_BUNDLE_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** Media type of a listed Project Oak endorsement with its signature, key and log proof. */
export const OAK_ENDORSEMENT_TYPE = 'application/vnd.sealmark.oak-endorsement.v1+json';

/** More proofs than any publisher has releases; each is verified when it is about the running code. */
export const MAX_LISTED_PROOFS = 500;
const MAX_NAME_CHARACTERS = 120;
const MAX_POLICY_CHARACTERS = 16 * 1024;

/** A member of `published`; null for an unknown kind of proof. @throws Malformed */
export function readListedProof(one: JsonObject): ListedProof | null {
  const type = one.string('mediaType');
  const code = readMeasurement(one.object('measurement'), 'identifies');
  if (type === SIGSTORE_BUNDLE_TYPE) return { ...code, kind: 'sigstore-bundle', proof: base64Of(one, 'proof') };
  if (type !== OAK_ENDORSEMENT_TYPE) return null;
  const key = one.string('key');
  if (openKey(key, `${one.path}.key`).algorithm !== 'ecdsa-p256-sha256')
    throw new Malformed(`${one.path}.key`, 'not a P-256 key');
  return {
    ...code,
    kind: 'oak-endorsement',
    proof: base64Of(one, 'proof'),
    signature: base64Of(one, 'signature'),
    key,
    publisher: lineOf(one, 'publisher', MAX_NAME_CHARACTERS),
    logged: optional(one, 'logged', (name) => readLogged(one.object(name))),
  };
}

function readLogged(logged: JsonObject): { readonly proof: string; readonly policy: string } {
  const policy = logged.string('policy');
  if (policy.length > MAX_POLICY_CHARACTERS) throw new Malformed(`${logged.path}.policy`, 'too long');
  return { proof: base64Of(logged, 'proof'), policy };
}

function base64Of(object: JsonObject, name: string): string {
  const text = object.string(name);
  fromBase64(text, `${object.path}.${name}`);
  return text;
}
