import type { CryptoPort } from '../../crypto/port.ts';
import { DerReader } from '../../encoding/der.ts';
import { unlessMalformed } from '../../malformed.ts';
import type { Instant } from '../../time.ts';
import { readCertificate, type Certificate } from '../../x509/certificate.ts';
import { verifyChain } from '../../x509/chain.ts';
import { underIssuer } from './algorithm.ts';
import { wasInUse, type Authority } from './trust.ts';

const EXTENDED_KEY_USAGE = '2.5.29.37';
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';

/** What a leaf may be used for (RFC 5280 section 4.2.1.12). */
export const PURPOSE = { codeSigning: '1.3.6.1.5.5.7.3.3', timeStamping: '1.3.6.1.5.5.7.3.8' } as const;

/** Is this certificate exactly for this purpose? One for several purposes was not made for ours. @throws Malformed */
function isFor(certificate: Certificate, purpose: string): boolean {
  const extension = certificate.extensions.get(EXTENDED_KEY_USAGE);
  if (extension === undefined) return false;
  const outer = new DerReader(extension.value, 'extKeyUsage');
  const list = outer.inside('ExtKeyUsageSyntax');
  outer.end();
  const found = list.oid('KeyPurposeId');
  return found === purpose && list.next === undefined;
}

const underItsIssuer = (chain: readonly Certificate[]): readonly Certificate[] =>
  chain.map((certificate, at) => underIssuer(certificate, (chain[at + 1] ?? certificate).spki));

/**
 * Did this authority, whose certificates are pinned, issue this leaf, and was all of it valid at this moment? @param above the
 * authority's certificates between the leaf and the root, and the root
 */
async function isIssuedBy(
  leaf: Certificate,
  above: readonly Certificate[],
  purpose: string,
  at: Instant,
  crypto: CryptoPort,
): Promise<boolean> {
  const whole = underItsIssuer([leaf, ...above]);
  const anchor = whole.at(-1);
  const chain = whole.filter((one) => one !== anchor);
  if (anchor === undefined || chain.length === 0) return false;
  const profile = {
    algorithms: chain.map(({ algorithm }) => algorithm),
    leafUsage: 'digitalSignature',
    understood: [EXTENDED_KEY_USAGE, SUBJECT_ALTERNATIVE_NAME],
  } as const;
  if (!unlessMalformed(() => isFor(leaf, purpose), false)) return false;
  return (await verifyChain(chain, anchor, profile, at, crypto)).holds;
}

/** The authority that issued a signer's certificate and whose chain holds at every one of these moments. */
export async function issuerOf(
  leaf: Certificate,
  authorities: readonly Authority[],
  moments: readonly Instant[],
  crypto: CryptoPort,
): Promise<Certificate | undefined> {
  for (const authority of authorities) {
    if (!moments.every((at) => wasInUse(authority, at))) continue;
    const above = authority.chain.map((der) => readCertificate(der, 'authority'));
    const holds = await Promise.all(moments.map((at) => isIssuedBy(leaf, above, PURPOSE.codeSigning, at, crypto)));
    if (moments.length > 0 && holds.every(Boolean)) return above[0];
  }
  return undefined;
}

/** A time-stamping authority's own certificate, if its chain holds at this moment. */
export async function stamperAt(authority: Authority, at: Instant, crypto: CryptoPort): Promise<Certificate | undefined> {
  const [leaf, ...above] = authority.chain.map((der) => readCertificate(der, 'time stamping authority'));
  if (leaf === undefined || !wasInUse(authority, at)) return undefined;
  return (await isIssuedBy(leaf, above, PURPOSE.timeStamping, at, crypto)) ? leaf : undefined;
}
