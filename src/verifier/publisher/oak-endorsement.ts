import type { CryptoPort } from '../crypto/port.ts';
import type { JsonObject } from '../encoding/json-value.ts';
import { Malformed } from '../malformed.ts';
import { parseRfc3339, type Instant } from '../time.ts';
import { isSignedBy } from '../x509/signature.ts';
import { refused, type Refused } from './fault.ts';
import { isLogged, readEntryBody } from './sigstore/entry-body.ts';
import { readStatement, shortText, type Statement } from './statement.ts';
import { readTlogProof, verifyTlogProof, type LoggedSince } from './tlog-proof.ts';
import type { WitnessPolicy } from './witness-policy.ts';

/** An endorsement, and whose keys, logs and witnesses count for it. */
export type OakInput = {
  /** The in-toto statement as it was signed. */
  readonly endorsement: Uint8Array;
  /** ECDSA over P-256 with SHA-256, in DER. */
  readonly signature: Uint8Array;
  /** SubjectPublicKeyInfo of the endorser, from someone the reader trusts and never from the endorsement's own source. */
  readonly key: Uint8Array;
  /** A tlog-proof of it, and whose logs and witnesses count. */
  readonly logged: { readonly proof: Uint8Array; readonly policy: WitnessPolicy } | undefined;
  readonly now: Instant;
  readonly crypto: CryptoPort;
};

/** An endorsement that holds: its publisher's word about its own binary. */
export type OakEndorsement = {
  readonly holds: true;
  readonly statement: Statement;
  /** Addresses of Project Oak's numbered claims (docs/tr/claim). */
  readonly claims: readonly string[];
  readonly notAfter: Instant;
  /** Undefined if no proof was supplied. */
  readonly logged: LoggedSince | undefined;
};

const PREDICATE_TYPE = 'https://project-oak.github.io/oak/tr/endorsement/v1';
const MAX_CLAIMS = 64;

/**
 * Project Oak's endorsement v1 (project-oak/oak, tr/verify_endorsement and tr/intoto): the signature before anything is read,
 * then its validity, then the log. One subject, and a validity that must be there.
 */
export async function verifyOakEndorsement(input: OakInput): Promise<OakEndorsement | Refused> {
  try {
    return await verified(input);
  } catch (error) {
    if (error instanceof Malformed) return refused('malformed');
    throw error;
  }
}

async function verified(input: OakInput): Promise<OakEndorsement | Refused> {
  const { endorsement, signature, key, now, crypto } = input;
  if (!(await isSignedBy(crypto, { signed: endorsement, algorithm: 'ecdsa-p256-sha256', signature }, key)))
    return refused('signature');
  const statement = readStatement(endorsement);
  const { predicate, subjects, predicateType } = statement;
  if (predicateType !== PREDICATE_TYPE || predicate === undefined || subjects.length !== 1)
    throw new Malformed('statement', 'not an endorsement of version 1');
  const validity = predicate.object('validity');
  const [notBefore, notAfter] = (['notBefore', 'notAfter'] as const).map((name) => parseRfc3339(validity.string(name), name));
  if (notBefore === undefined || now < notBefore) return refused('not-yet-valid');
  if (notAfter === undefined || now > notAfter) return refused('expired');
  const logged = await loggedSince(input);
  if (logged?.holds === false) return logged;
  return { holds: true, statement, claims: claimsIn(predicate), notAfter, logged };
}

function claimsIn(predicate: JsonObject): readonly string[] {
  const claims = predicate.has('claims') ? predicate.array('claims').objects() : [];
  if (claims.length > MAX_CLAIMS) throw new Malformed('predicate.claims', 'too many');
  return claims.map((claim) => shortText(claim, 'type'));
}

/**
 * The entry is the endorsement itself or, in the proof's extra data, an entry of Rekor that names its digest, signature and key.
 */
async function loggedSince({
  logged,
  endorsement,
  signature,
  key,
  now,
  crypto,
}: OakInput): Promise<LoggedSince | Refused | undefined> {
  if (logged === undefined) return undefined;
  const { extra } = readTlogProof(logged.proof);
  const proof = await verifyTlogProof(logged.proof, extra ?? endorsement, logged.policy, now, crypto);
  if (extra === undefined || !proof.holds) return proof;
  const entry = readEntryBody({ kind: 'hashedrekord', version: '0.0.1', body: extra });
  return isLogged(entry, await crypto.digest('sha-256', endorsement), signature, key) ? proof : refused('entry-differs');
}
