import type { Anchor } from '../anchors/anchor.ts';
import { believedUnder, type Believed } from '../anchors/believed.ts';
import { equalBytes } from '../bytes/equal.ts';
import type { CryptoPort } from '../crypto/port.ts';
import { Malformed } from '../malformed.ts';
import type { Instant } from '../time.ts';
import { commonNames, readCertificate, type Certificate } from '../x509/certificate.ts';
import { verifyChain, type ChainFault, type ChainProfile } from '../x509/chain.ts';
import { OID } from '../x509/extensions.ts';
import { PCK_CA_NAME } from './pck.ts';

/**
 * The two chains of "Intel SGX PCK Certificate and CRL Profile Specification", revision 1.5, section 2: leaf first, root
 * last. Names and exact length are what stops a PCK key, or a leaf that it issues, from signing TCB info.
 */
const CHAINS = {
  pck: [['Intel SGX PCK Certificate'], Object.values(PCK_CA_NAME), ['Intel SGX Root CA']],
  'tcb-signing': [['Intel SGX TCB Signing'], ['Intel SGX Root CA']],
} as const satisfies Readonly<Record<string, readonly (readonly string[])[]>>;

export type IntelChainKind = keyof typeof CHAINS;

export type IntelChainFault = ChainFault | 'other-root' | 'name' | 'extension-missing';

export type IntelChainVerdict =
  | { readonly holds: true; readonly believed: Believed }
  | { readonly holds: false; readonly fault: IntelChainFault; /** 0 is the leaf. */ readonly at: number };

/** Present in every certificate of the profile. */
const REQUIRED = [OID.authorityKeyIdentifier, OID.subjectKeyIdentifier, OID.keyUsage, OID.basicConstraints];

/**
 * The one anchor of an appraisal: the one at which the quote's own chain ends, by its bytes. Every chain of Intel's that
 * this appraisal looks at is then held against this anchor and no other.
 */
export function anchorOf(chain: readonly Certificate[], anchors: readonly Anchor[]): Anchor | undefined {
  const root = chain.at(-1);
  return anchors.find(({ certificate }) => root !== undefined && equalBytes(certificate, root.bytes));
}

/**
 * Does this chain, its root included, end at this anchor? The root that came along is only compared with the anchor,
 * byte for byte; what is believed is the anchor.
 * @param anchor undefined when the quote's own chain ends at none
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
  const profile: ChainProfile = {
    algorithms: below.map(() => 'ecdsa-p256-sha256'),
    leafUsage: 'digitalSignature',
    // Intel's library takes an intermediate by name and place and does not ask for keyCertSign; the root issues two.
    dangerouslyPassOverCaUsage: true,
    understood: [],
  };
  const verdict = await verifyChain(below, readCertificate(anchor.certificate, 'root'), profile, now, crypto);
  return verdict.holds ? { holds: true, believed: believedUnder(anchor, verdict.until) } : verdict;
}

function profileFault(certificate: Certificate, names: readonly string[]): IntelChainFault | undefined {
  if (REQUIRED.some((oid) => !certificate.extensions.has(oid))) return 'extension-missing';
  try {
    const found = commonNames(certificate.subject, 'certificate.subject');
    return found.length === 1 && names.some((name) => name === found[0]) ? undefined : 'name';
  } catch (error) {
    if (error instanceof Malformed) return 'malformed';
    throw error;
  }
}
