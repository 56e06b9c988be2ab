import type { Hex } from '../bytes/hex.ts';
import { isSet, type Claims } from '../claims.ts';
import type { CryptoPort } from '../crypto/port.ts';
import { unlessMalformed } from '../malformed.ts';
import type { EndorsementDocument } from '../protocol/document.ts';
import { tees } from '../tees.ts';
import { toRfc3339, type Instant } from '../time.ts';
import { refused, type ProofFault } from './fault.ts';
import type { Source } from './sigstore/signer.ts';
import type { SigstoreInstance } from './sigstore/trust.ts';
import { verifySigstoreBundle, type SigstoreProof } from './sigstore/verify.ts';
import type { Statement } from './statement.ts';

/** Media type of a Sigstore bundle that a site sends along, or serves as a file. */
export const SIGSTORE_BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** What a publisher's proof, sent along by the site or in a list, says about the measured code. Plain JSON, bounded. */
export type PublishedCode = {
  /** Title of the list that contains the proof; null if the site sent it along. */
  readonly list: string | null;
} & (
  | {
      readonly holds: true;
      /** A Sigstore bundle, an endorsement of Project Oak, or the publisher's own signed list of its releases. */
      readonly kind: 'sigstore' | 'endorsement' | 'publisher-list';
      /** Null unless the signer is a GitHub workflow. */
      readonly source: Source | null;
      /**
       * Who signed, and who says so: the OpenID Connect issuer; for an endorsement the publisher's name, given by the list, and
       * the signing key; for a publisher's own list its name, given by this release, and the signing key.
       */
      readonly identity: string;
      readonly issuer: string;
      /** The public log, and since when it shows this statement (RFC 3339); null if no log or witness confirms one. */
      readonly log: string | null;
      readonly since: string | null;
      /** When the publisher's statement ends (RFC 3339); null if it gives no end. */
      readonly until: string | null;
      /** Nobody has signed again for a year. */
      readonly old: boolean;
      /** Registers of this evidence that the statement names; empty if it is about something else. */
      readonly registers: readonly string[];
      /** Do they identify the code? Then its publisher says that it is its own: that proves nothing, and the mark stays blue. */
      readonly namesCode: boolean;
      /** Verified under an instance that the release does not pin. */
      readonly test: boolean;
    }
  | { readonly holds: false; readonly fault: ProofFault }
);

/** More proofs than any site needs; verifying each costs some milliseconds. */
const MAX_PROOFS = 4;
/** The age at which an unrenewed proof counts as old. */
export const OLD_MS = 365 * 24 * 60 * 60_000;

/** Whose proofs count, and as of when. */
export type PublisherTrust = {
  readonly instances: readonly SigstoreInstance[];
  readonly now: Instant;
  readonly crypto: CryptoPort;
};

/**
 * What publishers say about this code, by the proofs among a site's documents. A proof is verified on its own: no request is
 * sent. @param tee the evidence's
 */
export async function publishedCode(
  documents: readonly EndorsementDocument[],
  tee: string,
  claims: Claims,
  trust: PublisherTrust,
): Promise<readonly PublishedCode[]> {
  const bundles = documents.filter(({ mediaType }) => mediaType === SIGSTORE_BUNDLE).slice(0, MAX_PROOFS);
  return await Promise.all(bundles.map(({ bytes }) => publishedBundle(bytes, tee, claims, trust)));
}

/** The same for one bundle, whoever supplied it. */
export async function publishedBundle(
  bytes: Uint8Array,
  tee: string,
  claims: Claims,
  { instances, now, crypto }: PublisherTrust,
): Promise<PublishedCode> {
  const proof = await verifySigstoreBundle({ bytes, instances, now, crypto });
  return proof.holds ? wordOf(proof, tee, claims, now) : { ...proof, list: null };
}

function wordOf(proof: SigstoreProof, tee: string, claims: Claims, now: Instant): PublishedCode {
  const { signer, statement, log, since, seen, test } = proof;
  if (signer === undefined || statement === undefined) return { ...refused('artifact'), list: null };
  const { source = null, identity, issuer } = signer;
  const registers = unlessMalformed(() => registersNamed(statement, claims), undefined);
  if (registers === undefined) return { ...refused('malformed'), list: null };
  return {
    list: null,
    holds: true,
    kind: 'sigstore',
    source,
    identity,
    issuer,
    log,
    since: toRfc3339(since),
    until: null,
    old: now - seen > OLD_MS,
    registers,
    namesCode: namesCode(registers, tee, claims),
    test,
  };
}

/** Do these registers identify the code? */
export function namesCode(registers: readonly string[], tee: string, { codeRegisters }: Claims): boolean {
  const sets = codeRegisters ?? tees.find(({ id }) => id === tee)?.codeRegisters ?? [];
  return sets.some((set) => set.every((register) => registers.includes(register)));
}

/** Tinfoil's predicate names registers of its two TEEs in separate members. */
const TINFOIL = 'https://tinfoil.sh/predicate/snp-tdx-multiplatform/v1';

/**
 * The registers of this evidence that a statement names: by a subject's digest that equals the register, or in a predicate that
 * names registers. A register of zeros never counts as named. @throws Malformed for a predicate that does not match its own type
 */
export function registersNamed({ subjects, predicateType, predicate }: Statement, { measurements }: Claims): readonly string[] {
  const digests = new Set(subjects.flatMap((subject) => [...subject.digests.values()]));
  const named = new Map<string, Hex>();
  if (predicateType === TINFOIL && predicate !== undefined) {
    const tdx = predicate.has('tdx_measurement') ? predicate.object('tdx_measurement') : undefined;
    if (predicate.has('snp_measurement')) named.set('MEASUREMENT', predicate.string('snp_measurement'));
    for (const register of ['RTMR1', 'RTMR2'])
      if (tdx?.has(register.toLowerCase()) === true) named.set(register, tdx.string(register.toLowerCase()));
  }
  return measurements
    .filter((one) => isSet(one) && (digests.has(one.value) || named.get(one.register) === one.value))
    .map(({ register }) => register);
}
