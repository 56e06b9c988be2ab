import { believedUnder } from '../../anchors/believed.ts';
import { Malformed } from '../../malformed.ts';
import { toRfc3339 } from '../../time.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { OcspResponse } from '../../x509/ocsp.ts';
import { revocationStatus } from '../../x509/ocsp-status.ts';
import type { GpuAppraisal } from './authenticated.ts';
import { given, MAX_RIMS, RIM } from './documents.ts';
import { readRim, type Rim } from './rim.ts';
import { verifyEnvelopedSignature } from './rim-signature.ts';

/**
 * Step 8: the reference files that NVIDIA signed, of those that were given. One that cannot be read or does not hold is
 * as good as none, unless the caller vouched for it; one whose signer has expired still says what NVIDIA's firmware
 * measures to, and warns.
 */
export async function believedRims(appraisal: GpuAppraisal, responses: readonly OcspResponse[]): Promise<readonly Rim[]> {
  const { endorsements, ledger, policy } = appraisal;
  const files = given(endorsements, RIM, MAX_RIMS);
  if (files.length === 0) {
    for (const check of ['nvidia.rim.signature', 'nvidia.rim.dates', 'nvidia.rim.revocation'] as const)
      ledger.answer(check, 'not-applicable');
    return [];
  }
  const judged = await Promise.all(files.map((bytes) => believe(bytes, appraisal, responses)));
  const faults = judged.filter((one) => typeof one === 'string');
  const believed = judged.filter((one) => typeof one !== 'string');
  const [fault] = faults;
  if (fault !== undefined && policy.unusableEndorsement === 'refuse')
    ledger.answer('nvidia.rim.signature', 'fail', { because: fault });
  else if (fault !== undefined && believed.length === 0) ledger.answer('nvidia.rim.signature', 'unknown', { because: fault });
  return believed;
}

/** The file, or why it may not be used. */
async function believe(bytes: Uint8Array, appraisal: GpuAppraisal, responses: readonly OcspResponse[]): Promise<Rim | string> {
  const rim = read(bytes);
  if (typeof rim === 'string') return rim;
  const { anchors, now, crypto, ledger } = appraisal;
  const verdict = await verifyEnvelopedSignature(rim.signature, anchors.nvidiaRimRoot, now, crypto);
  if (!verdict.holds) return verdict.fault;
  // Whatever the file says, and whether or not another one is used in its place.
  ledger.answerUnder(believedUnder(verdict.anchor), 'nvidia.rim.signature', 'pass');
  const facts = { version: rim.version, from: toRfc3339(verdict.since), until: toRfc3339(verdict.until) };
  if (now > verdict.until) ledger.answer('nvidia.rim.dates', 'warn', { because: 'expired', ...facts });
  else if (now < verdict.since) ledger.answer('nvidia.rim.dates', 'unknown', { because: 'clock-behind', ...facts });
  else {
    ledger.answer('nvidia.rim.dates', 'pass');
    ledger.relyUntil(verdict.until);
  }
  return (await isRevoked(rim, appraisal, responses)) ? 'revoked' : rim;
}

function read(bytes: Uint8Array): Rim | string {
  try {
    return readRim(bytes);
  } catch (error) {
    if (error instanceof Malformed) return 'malformed';
    throw error;
  }
}

/** A file whose signer was revoked, or is on hold, is nobody's word; without an answer it stands, and says so. */
async function isRevoked(
  rim: Rim,
  { ledger, now, crypto, policy }: GpuAppraisal,
  responses: readonly OcspResponse[],
): Promise<boolean> {
  const { chain } = rim.signature;
  const verdicts = await Promise.all(
    pairs(chain).map(([certificate, issuer]) => revocationStatus(certificate, issuer, responses, now, crypto)),
  );
  const bad = verdicts.find(({ status }) => status === 'revoked' || status === 'hold');
  const open = verdicts.find(({ status }) => status === 'unknown');
  const outcome = policy.unusableEndorsement === 'refuse' ? 'fail' : 'unknown';
  if (bad !== undefined) ledger.answer('nvidia.rim.revocation', outcome, { because: bad.status, version: rim.version });
  else if (open?.status === 'unknown') ledger.answer('nvidia.rim.revocation', 'unknown', { because: open.because });
  else ledger.answer('nvidia.rim.revocation', 'pass');
  for (const verdict of verdicts) if (verdict.status === 'good') ledger.relyUntil(verdict.until);
  return bad !== undefined;
}

/** Each certificate of a chain with the one above it, the root left out. */
export function pairs(chain: readonly Certificate[]): readonly (readonly [Certificate, Certificate])[] {
  return chain.flatMap((certificate, at) => {
    const issuer = chain[at + 1];
    return issuer === undefined ? [] : [[certificate, issuer] as const];
  });
}
