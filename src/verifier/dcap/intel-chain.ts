import type { Anchor } from '../anchors/anchor.ts';
import { believedUnder, type Believed } from '../anchors/believed.ts';
import { equalBytes } from '../bytes/equal.ts';
import type { CryptoPort } from '../crypto/port.ts';
import { unlessMalformed } from '../malformed.ts';
import type { Instant } from '../time.ts';
import { commonNames, readCertificate, type Certificate } from '../x509/certificate.ts';
import { verifyChain, type ChainFault, type ChainProfile } from '../x509/chain.ts';
import { OID } from '../x509/extensions.ts';
import { PCK_CHAIN_NAMES } from './pck.ts';

/**
 * The two chains of "Intel SGX PCK Certificate and CRL Profile Specification", revision 1.5, section 2: leaf first, root last.
 * Names and exact length keep a PCK key, or a leaf that it issues, from signing TCB info.
 */
const CHAINS = {
  pck: PCK_CHAIN_NAMES,
  'tcb-signing': [['Intel SGX TCB Signing'], ['Intel SGX Root CA']],
} as const satisfies Readonly<Record<string, readonly (readonly string[])[]>>;

/** Whose chain: a platform’s (PCK), or that of Intel’s signed documents. */
export type IntelChainKind = keyof typeof CHAINS;

/**
 * Why a chain does not hold. `other-root`: it ends at no anchor; `reissued-root`: at another certificate of an anchor’s key.
 */
export type IntelChainFault = ChainFault | 'other-root' | 'reissued-root' | 'name' | 'extension-missing';

/** Whether a chain holds. `believed`: the anchor where it ends, and until when its certificates are valid. */
export type IntelChainVerdict =
  | { readonly holds: true; readonly believed: Believed }
  | { readonly holds: false; readonly fault: IntelChainFault; /** 0 is the leaf. */ readonly at: number };

/** Present in every certificate of the profile. */
const REQUIRED = [OID.authorityKeyIdentifier, OID.subjectKeyIdentifier, OID.keyUsage, OID.basicConstraints];

/**
 * The one anchor of an appraisal: the one where the quote's own chain ends, by its bytes. Every Intel chain in this appraisal is
 * then verified under this anchor and no other.
 */
export function anchorOf(chain: readonly Certificate[], anchors: readonly Anchor[]): Anchor | undefined {
  const root = chain.at(-1);
  return anchors.find(({ certificate }) => root !== undefined && equalBytes(certificate, root.bytes));
}

/**
 * Does this chain, including its root, end at this anchor? The root that was sent is only compared with the anchor, byte for
 * byte; trust rests on the anchor. @param anchor undefined when the quote's own chain ends at none
 */
export async function verifyIntelChain(
  kind: IntelChainKind,
  chain: readonly Certificate[],
  anchor: Anchor | undefined,
  now: Instant,
  crypto: CryptoPort,
): Promise<IntelChainVerdict> {
  const names = CHAINS[kind];
  const root = chain.at(-1);
  if (root === undefined || chain.length !== names.length) return { holds: false, fault: 'length', at: chain.length };
  if (anchor === undefined || !equalBytes(anchor.certificate, root.bytes))
    return { holds: false, fault: 'other-root', at: chain.length - 1 };
  for (const [at, certificate] of chain.entries()) {
    const fault = profileFault(certificate, names[at] ?? []);
    if (fault !== undefined) return { holds: false, fault, at };
  }
  const below = chain.filter((certificate) => certificate !== root);
  // `root` is the anchor: their bytes were compared above.
  const verdict = await verifyChain(below, root, profileFor(below), now, crypto);
  return verdict.holds ? { holds: true, believed: believedUnder(anchor, verdict.until) } : verdict;
}

function profileFor(below: readonly Certificate[]): ChainProfile {
  return {
    algorithms: below.map(() => 'ecdsa-p256-sha256'),
    leafUsage: 'digitalSignature',
    // Intel's library accepts an intermediate by name and position and does not require keyCertSign; the root issues two.
    dangerouslyIgnoreCaUsage: true,
    understood: [],
  };
}

/** A PCK chain also holds when it has expired by this clock, which may be wrong: `expired` says since when. */
export type PckChainVerdict =
  | { readonly holds: true; readonly believed: Believed; readonly expired: Instant | undefined }
  | Extract<IntelChainVerdict, { readonly holds: false }>;

/**
 * The chain of a quote. Date faults are kept apart from other faults. For a root that is not an anchor, the result says whether
 * the chain does end there (`other-root`), whether it is Intel's key under an older certificate (`reissued-root`: trust rests on
 * the pinned bytes), or whether the chain contradicts itself.
 */
export async function verifyPckChain(
  chain: readonly Certificate[],
  anchors: readonly Anchor[],
  now: Instant,
  crypto: CryptoPort,
): Promise<PckChainVerdict> {
  const anchor = anchorOf(chain, anchors);
  const until = chain.map(({ notAfter }) => notAfter).reduce((a, b) => (a < b ? a : b), now);
  const from = chain.map(({ notBefore }) => notBefore).reduce((a, b) => (a > b ? a : b), until);
  // At the end of the shortest validity, unless these certificates were never valid together.
  const at = from > until ? now : until;
  const verdict = await verifyIntelChain('pck', chain, anchor, at, crypto);
  if (verdict.holds) {
    if (at === now) return { ...verdict, expired: undefined };
    return { holds: true, believed: believedUnder(verdict.believed.root), expired: until };
  }
  const root = chain.at(-1);
  if (verdict.fault !== 'other-root' || root === undefined) return verdict;
  const isKnown = (one: Anchor): boolean => {
    const { subject, spki } = readCertificate(one.certificate, 'root');
    return equalBytes(subject, root.subject) && equalBytes(spki, root.spki);
  };
  if (anchors.some(isKnown)) return { ...verdict, fault: 'reissued-root' };
  const below = chain.filter((certificate) => certificate !== root);
  const under = await verifyChain(below, root, profileFor(below), at, crypto);
  return under.holds ? verdict : under;
}

function profileFault(certificate: Certificate, names: readonly string[]): IntelChainFault | undefined {
  if (REQUIRED.some((oid) => !certificate.extensions.has(oid))) return 'extension-missing';
  return unlessMalformed(() => {
    const found = commonNames(certificate.subject, 'certificate.subject');
    return found.length === 1 && names.some((name) => name === found[0]) ? undefined : 'name';
  }, 'malformed');
}
