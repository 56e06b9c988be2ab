import type { AmdAnchors, AmdProductLine, Anchor } from '../../../anchors/anchor.ts';
import { believedUnder, type Believed } from '../../../anchors/believed.ts';
import type { CryptoPort } from '../../../crypto/port.ts';
import { readCertificate, type Certificate } from '../../../x509/certificate.ts';
import { verifyChain, type ChainFault } from '../../../x509/chain.ts';
import type { Instant } from '../../../time.ts';
import type { Vek, VekKind } from './certificate.ts';

/** The certificates above a VEK that was found to hold. */
export type Endorsers = {
  readonly line: AmdProductLine;
  /** ASK for a VCEK, ASVK for a VLEK. */
  readonly signer: Certificate;
  readonly root: Certificate;
  /** The one set of anchors under which everything else in this appraisal has to hold. */
  readonly believed: Believed;
};

/** Whether the certificate ends in a pinned root of its line; dates not counted. */
export type VekVerdict =
  { readonly holds: true; readonly endorsers: Endorsers } | { readonly holds: false; readonly fault: ChainFault | 'no-anchor' };

const PSS = 'rsa-pss-sha384';

/**
 * Does the VEK end in one of the anchors of its product line? Dates are left to `validityOf`: an expired certificate still says
 * who signed.
 *
 * ASK and ASVK are pinned by their bytes together with the ARK, so their own signatures are not verified again on every visit:
 * they were verified when they were pinned (anchors/amd.test.ts), and an attacker who could change the pinned bytes could change
 * the ARK as well. None of this applies to a test anchor, whose whole chain is verified each time.
 */
export async function verifyVek(
  vek: Vek,
  kind: VekKind,
  line: AmdProductLine,
  anchors: readonly AmdAnchors[],
  crypto: CryptoPort,
): Promise<VekVerdict> {
  let first: VekVerdict | undefined;
  for (const set of anchors) {
    const verdict = await verifyUnder(vek, kind === 'vcek' ? set.ask : set.asvk, set.ark, line, crypto);
    if (verdict.holds) return verdict;
    first ??= verdict;
  }
  return first ?? { holds: false, fault: 'no-anchor' };
}

async function verifyUnder(
  vek: Vek,
  signing: Anchor,
  ark: Anchor,
  line: AmdProductLine,
  crypto: CryptoPort,
): Promise<VekVerdict> {
  const signer = readAnchor(signing);
  const root = readAnchor(ark);
  const test = signing.test || ark.test;
  const chain = test ? [vek.certificate, signer] : [vek.certificate];
  const algorithms = chain.map(() => PSS) satisfies readonly (typeof PSS)[];
  // A VEK has neither basic constraints nor key usage (AMD 57230), so there is no leaf usage to require.
  const profile = { algorithms, leafUsage: undefined, understood: [] };
  const at = latestOf([vek.certificate, signer, root]);
  const verdict = await verifyChain(chain, test ? root : signer, profile, at, crypto);
  if (!verdict.holds) return { holds: false, fault: verdict.fault };
  return { holds: true, endorsers: { line, signer, root, believed: believedUnder({ name: ark.name, test }) } };
}

/** Pinned certificates never change: each is read once. Keyed by the anchor's own array, so that nothing else can match. */
const READ = new WeakMap<Uint8Array, Certificate>();

function readAnchor({ certificate, name }: Anchor): Certificate {
  const before = READ.get(certificate);
  if (before !== undefined) return before;
  const read = readCertificate(certificate, name);
  READ.set(certificate, read);
  return read;
}

const latest = (certificates: readonly Certificate[]): Instant =>
  certificates.map(({ notBefore }) => notBefore).reduce((a, b) => (a > b ? a : b));
const earliest = (certificates: readonly Certificate[]): Instant =>
  certificates.map(({ notAfter }) => notAfter).reduce((a, b) => (a < b ? a : b));

/** An instant at which all of these are valid, if there is one. */
const latestOf = latest;

/** Where the appraisal's time lies relative to the certificates' dates. */
export type Validity =
  | { readonly at: 'valid'; readonly until: Instant }
  | { readonly at: 'expired'; readonly since: Instant }
  | { readonly at: 'not-yet-valid'; readonly from: Instant };

/** Are the VEK and its issuers all valid at `now`? AMD issues a VCEK's certificate on request. */
export function validityOf(vek: Vek, { signer, root }: Endorsers, now: Instant): Validity {
  const certificates = [vek.certificate, signer, root];
  const from = latest(certificates);
  const until = earliest(certificates);
  if (now > until) return { at: 'expired', since: until };
  if (now < from) return { at: 'not-yet-valid', from };
  return { at: 'valid', until };
}
