import { believedUnder } from '../../anchors/believed.ts';
import type { Giver, SuppliedEndorsement } from '../../endorsement.ts';
import { toRfc3339 } from '../../time.ts';
import { answerUnusable } from '../../unusable.ts';
import type { GpuAppraisal } from './authenticated.ts';
import type { Withdrawals } from './certificate-status.ts';
import { supplied, MAX_RIMS, RIM, rimIn } from './documents.ts';
import type { Rim } from './rim.ts';
import { pairs } from './pairs.ts';
import { statusOf } from './revocation.ts';
import { verifyEnvelopedSignature } from './rim-signature.ts';

/**
 * Step 8: the reference files signed by NVIDIA, among those supplied. An unreadable or unverified one counts as missing, and its
 * owner is named; one with an expired signer still states NVIDIA's firmware measurements, and warns.
 */
export async function believedRims(appraisal: GpuAppraisal, withdrawals: Withdrawals): Promise<readonly Rim[]> {
  const { endorsements, ledger, common } = appraisal;
  const files = supplied(endorsements, RIM, MAX_RIMS);
  if (files.length === 0) {
    for (const check of ['nvidia.rim.signature', 'nvidia.rim.dates', 'nvidia.rim.revocation'] as const)
      ledger.answer(check, 'not-applicable');
    return [];
  }
  const appraised = await Promise.all(files.map((file) => believe(file, appraisal, withdrawals)));
  const believed = appraised.flatMap((one) => ('rim' in one ? [one.rim] : []));
  const unusable = appraised.flatMap((one) => ('rim' in one ? [] : [one]));
  // One good file is enough; nobody vouches for the others.
  if (believed.length === 0 || common.unusableEndorsement === 'refuse')
    for (const facts of unusable) answerUnusable(appraisal, 'nvidia.rim.signature', facts);
  return believed;
}

/** The file, or why it may not be used and whose it was. */
async function believe(
  { bytes, from }: SuppliedEndorsement,
  appraisal: GpuAppraisal,
  withdrawals: Withdrawals,
): Promise<{ readonly rim: Rim } | { readonly because: string; readonly from: Giver }> {
  const read = rimIn(bytes);
  if (read.at !== 'read')
    return { because: read.at === 'unreadable' && read.newer ? 'newer-than-this-release' : 'malformed', from };
  const { value: rim } = read;
  const { anchors, now, crypto, ledger } = appraisal;
  const verdict = await verifyEnvelopedSignature(rim.signature, anchors.nvidiaRimRoot, now, crypto);
  if (!verdict.holds) return { because: verdict.fault, from };
  // Reported whatever the file says, and whether or not another one is used instead.
  ledger.answerUnder(believedUnder(verdict.anchor), 'nvidia.rim.signature', 'pass');
  const facts = { version: rim.version, from: toRfc3339(verdict.since), until: toRfc3339(verdict.until) };
  if (now > verdict.until) ledger.answer('nvidia.rim.dates', 'warn', { because: 'expired', ...facts });
  else if (now < verdict.since) ledger.answer('nvidia.rim.dates', 'unknown', { because: 'clock-behind', ...facts });
  else {
    ledger.answer('nvidia.rim.dates', 'pass');
    ledger.relyUntil(verdict.until);
  }
  return (await isRevoked(rim, from, appraisal, withdrawals)) ? { because: 'revoked', from } : { rim };
}

/** A file whose signer is revoked or on hold does not count; without an answer it counts, and the finding says so. */
async function isRevoked(rim: Rim, from: Giver, appraisal: GpuAppraisal, withdrawals: Withdrawals): Promise<boolean> {
  const { ledger } = appraisal;
  const { chain } = rim.signature;
  const verdicts = await Promise.all(
    pairs(chain).map(([certificate, issuer]) => statusOf(certificate, issuer, withdrawals, appraisal)),
  );
  const bad = verdicts.find(({ status }) => status === 'revoked' || status === 'hold');
  const open = verdicts.find(({ status }) => status === 'unknown');
  if (bad !== undefined) answerUnusable(appraisal, 'nvidia.rim.revocation', { because: bad.status, version: rim.version, from });
  else if (open?.status === 'unknown') ledger.answer('nvidia.rim.revocation', 'unknown', { because: open.because });
  else ledger.answer('nvidia.rim.revocation', 'pass');
  for (const verdict of verdicts) if (verdict.status === 'good') ledger.relyUntil(verdict.until);
  return bad !== undefined;
}
