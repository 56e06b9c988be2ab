import type { AmdAnchors, AmdProductLine, Anchor } from '../../../anchors/anchor.ts';
import { believedUnder, type Believed } from '../../../anchors/believed.ts';
import type { CryptoPort } from '../../../crypto/port.ts';
import { readCertificate, type Certificate } from '../../../x509/certificate.ts';
import { verifyChain, type ChainFault } from '../../../x509/chain.ts';
import type { Instant } from '../../../time.ts';
import type { Vek, VekKind } from './certificate.ts';

/** The certificates between which a VEK was found to stand. */
export type Endorsers = {
  readonly line: AmdProductLine;
  /** ASK for a VCEK, ASVK for a VLEK. */
  readonly signer: Certificate;
  readonly root: Certificate;
  /** The one set of anchors that everything else of this appraisal has to hold under. */
  readonly believed: Believed;
};

export type VekVerdict =
  { readonly holds: true; readonly endorsers: Endorsers } | { readonly holds: false; readonly fault: ChainFault | 'no-anchor' };

const PSS = 'rsa-pss-sha384';

/**
 * Does the VEK end in one of the anchors of its product line? Dates are left to `validityOf`: an expired certificate
 * still says who signed.
 *
 * ASK and ASVK are pinned by their bytes beside the ARK, so their own signatures are not computed again on every visit:
 * they were when they were pinned (anchors/amd.test.ts), and whoever could change the pinned bytes could change the ARK
 * as well. Of a test anchor that holds for nobody, and its whole chain is verified each time.
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
  // A VEK has neither basic constraints nor key usage (AMD 57230), hence no leaf usage to ask for.
  const profile = { algorithms, leafUsage: undefined, understood: [] };
  const at = latestOf([vek.certificate, signer, root]);
  const verdict = await verifyChain(chain, test ? root : signer, profile, at, crypto);
  if (!verdict.holds) return { holds: false, fault: verdict.fault };
  return { holds: true, endorsers: { line, signer, root, believed: believedUnder({ name: ark.name, test }) } };
}

/** Pinned certificates never change: each is read once. Keyed by the anchor's own array, so that nothing else is found. */
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

export type Validity =
  | { readonly at: 'valid'; readonly until: Instant }
  | { readonly at: 'expired'; readonly since: Instant }
  | { readonly at: 'not-yet-valid'; readonly from: Instant };

/** Are the VEK and its endorsers all valid at `now`? AMD makes a VCEK's certificate when it is asked for. */
export function validityOf(vek: Vek, { signer, root }: Endorsers, now: Instant): Validity {
  const certificates = [vek.certificate, signer, root];
  const from = latest(certificates);
  const until = earliest(certificates);
  if (now > until) return { at: 'expired', since: until };
  if (now < from) return { at: 'not-yet-valid', from };
  return { at: 'valid', until };
}
