import { equalBytes } from '../bytes/equal.ts';
import type { CryptoPort, SignatureAlgorithm } from '../crypto/port.ts';
import type { Instant } from '../time.ts';
import { unlessMalformed } from '../malformed.ts';
import type { Certificate } from './certificate.ts';
import { allowsUsage, authorityKeyIdentifier, basicConstraints, OID, subjectKeyIdentifier, type KeyUsage } from './extensions.ts';
import { isSignedBy } from './signature.ts';

/**
 * The shape of a manufacturer's chain. There is no path building: the caller says which certificate has which place, the number
 * is exact, and the anchor is compared by its bytes, never taken from evidence.
 */
export type ChainProfile = {
  /** The algorithm of every signature in the chain, leaf first; the length is the number of certificates below the anchor. */
  readonly algorithms: readonly SignatureAlgorithm[];
  /** What the leaf must be allowed to do; undefined where the manufacturer's leaf has no key usage (AMD VCEK). */
  readonly leafUsage: KeyUsage | undefined;
  /**
   * Accept a CA by its CA flag, name and place, whatever its key usage says. Only for a vendor whose own library does so and
   * whose two CAs are known by name, under a pinned root.
   */
  readonly dangerouslyIgnoreCaUsage?: true;
  /** Critical extensions that this chain's reader understands, besides basicConstraints and keyUsage. */
  readonly understood: readonly string[];
};

/** Why a chain does not hold. Stable words, for the facts of a finding. */
export type ChainFault =
  | 'length'
  | 'algorithm'
  | 'names-do-not-chain'
  | 'key-identifiers-do-not-chain'
  | 'not-a-ca'
  | 'leaf-is-a-ca'
  | 'path-length'
  | 'key-usage'
  | 'unknown-critical-extension'
  | 'not-yet-valid'
  | 'expired'
  | 'signature'
  | 'malformed';

/** Whether a chain holds, and in which period all its certificates are valid; or the first fault and its place. */
export type ChainVerdict =
  | { readonly holds: true; readonly until: Instant; readonly since: Instant }
  | { readonly holds: false; readonly fault: ChainFault; /** 0 is the leaf. */ readonly at: number };

const UNDERSTOOD: readonly string[] = [OID.basicConstraints, OID.keyUsage];

/**
 * Extensions that narrow a path, must be critical (RFC 5280 section 4.2), and are not evaluated here: refused, critical or not.
 */
const CONSTRAINTS: readonly string[] = [OID.nameConstraints, OID.policyConstraints, OID.inhibitAnyPolicy];

/**
 * RFC 5280 section 6.1 for a fixed chain: names, key identifiers where present, CA flags, path lengths, key usage, critical
 * extensions, both ends of validity at `now` (inclusive), signatures by the issuer's key. @param chain leaf first, without the
 * anchor.
 */
export async function verifyChain(
  chain: readonly Certificate[],
  anchor: Certificate,
  profile: ChainProfile,
  now: Instant,
  crypto: CryptoPort,
): Promise<ChainVerdict> {
  if (chain.length !== profile.algorithms.length) return { holds: false, fault: 'length', at: chain.length };
  const whole = [...chain, anchor];
  for (const [at, certificate] of whole.entries()) {
    const fault = faultOf(certificate, at, whole, profile, now);
    if (fault !== undefined) return { holds: false, fault, at };
  }
  // Signatures last and in parallel: only they take time, and this keeps the order of answers the same.
  const signatures = await Promise.all(
    chain.map((certificate, at) => isSignedBy(crypto, certificate, whole[at + 1]?.spki ?? new Uint8Array())),
  );
  const forged = signatures.indexOf(false);
  if (forged >= 0) return { holds: false, fault: 'signature', at: forged };
  const ends = whole.map(({ notAfter }) => notAfter);
  const starts = whole.map(({ notBefore }) => notBefore);
  return {
    holds: true,
    until: ends.reduce((a, b) => (a < b ? a : b)),
    since: starts.reduce((a, b) => (a > b ? a : b)),
  };
}

function faultOf(
  certificate: Certificate,
  at: number,
  whole: readonly Certificate[],
  profile: ChainProfile,
  now: Instant,
): ChainFault | undefined {
  return unlessMalformed(
    () => shapeFault(certificate, at, whole, profile) ?? linkFault(certificate, whole[at + 1]) ?? dateFault(certificate, now),
    'malformed',
  );
}

/** Section 4.1.2.6: a CA has a name; two nameless ones would chain. */
const EMPTY_NAME = Uint8Array.of(0x30, 0x00);

function shapeFault(
  certificate: Certificate,
  at: number,
  whole: readonly Certificate[],
  profile: ChainProfile,
): ChainFault | undefined {
  const { extensions } = certificate;
  const isAnchor = at === whole.length - 1;
  if (!isAnchor && certificate.algorithm !== profile.algorithms[at]) return 'algorithm';
  const unknown = [...extensions].some(
    ([oid, { critical }]) =>
      CONSTRAINTS.includes(oid) || (critical && !UNDERSTOOD.includes(oid) && !profile.understood.includes(oid)),
  );
  if (unknown) return 'unknown-critical-extension';
  const { ca, pathLength } = basicConstraints(extensions, 'certificate');
  if (at === 0) {
    if (ca) return 'leaf-is-a-ca';
    if (allowsUsage(extensions, 'keyCertSign', 'leaf')) return 'key-usage';
    return profile.leafUsage === undefined || allowsUsage(extensions, profile.leafUsage, 'leaf') ? undefined : 'key-usage';
  }
  // Section 4.2.1.9: in a CA the extension is critical; a reader that does not know it would otherwise take the CA for a leaf.
  if (!ca || extensions.get(OID.basicConstraints)?.critical !== true) return 'not-a-ca';
  if (equalBytes(certificate.subject, EMPTY_NAME)) return 'names-do-not-chain';
  if (profile.dangerouslyIgnoreCaUsage !== true && !allowsUsage(extensions, 'keyCertSign', 'CA')) return 'key-usage';
  // Section 4.2.1.9: how many CA certificates there may be between this one and the leaf.
  return pathLength !== undefined && pathLength < at - 1 ? 'path-length' : undefined;
}

function linkFault(certificate: Certificate, issuer: Certificate | undefined): ChainFault | undefined {
  if (issuer === undefined) return undefined;
  if (!equalBytes(certificate.issuer, issuer.subject)) return 'names-do-not-chain';
  const wanted = authorityKeyIdentifier(certificate.extensions, 'certificate');
  const found = subjectKeyIdentifier(issuer.extensions, 'issuer');
  return wanted !== undefined && found !== undefined && wanted !== found ? 'key-identifiers-do-not-chain' : undefined;
}

function dateFault({ notBefore, notAfter }: Certificate, now: Instant): ChainFault | undefined {
  return now < notBefore ? 'not-yet-valid' : now > notAfter ? 'expired' : undefined;
}
