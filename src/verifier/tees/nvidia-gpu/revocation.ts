import type { Giver } from '../../endorsement.ts';
import type { Parsed } from '../../parsed.ts';
import { answerUnusable } from '../../unusable.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { OcspVerdict } from '../../x509/ocsp-status.ts';
import type { Authenticated, GpuAppraisal } from './authenticated.ts';
import { certificateStatus, type Withdrawals } from './certificate-status.ts';
import { CRL, supplied, listIn, MAX_CRLS, MAX_OCSP_RESPONSES, OCSP, responseIn } from './documents.ts';
import { pairs } from './pairs.ts';

/**
 * Step 9, first half: the stapled answers and lists that can be read. Who issued them is verified where one is used. An
 * unreadable one counts as missing, and its supplier is reported.
 */
export function readWithdrawals(appraisal: GpuAppraisal): Withdrawals {
  const { endorsements, ledger } = appraisal;
  const answers = supplied(endorsements, OCSP, MAX_OCSP_RESPONSES);
  const lists = supplied(endorsements, CRL, MAX_CRLS);
  ledger.answer('nvidia.ocsp.signature', answers.length + lists.length === 0 ? 'not-applicable' : 'pass');
  const read = <T>(bytes: Uint8Array, from: Giver, reader: (bytes: Uint8Array) => Parsed<T>): readonly Readable<T>[] => {
    const found = reader(bytes);
    if (found.at === 'read') return [{ list: found, from }];
    answerUnusable(appraisal, 'nvidia.ocsp.signature', { because: 'malformed', from });
    return [];
  };
  return {
    responses: answers.flatMap(({ bytes, from }) => read(bytes, from, responseIn).map(({ list }) => list.value)),
    lists: lists.flatMap(({ bytes, from }) => read(bytes, from, listIn)),
  };
}

type Readable<T> = { readonly list: Extract<Parsed<T>, { at: 'read' }>; readonly from: Giver };

/** What is known about one certificate. A list in its issuer's name that the issuer did not sign is reported. */
export async function statusOf(
  certificate: Certificate,
  issuer: Certificate,
  withdrawals: Withdrawals,
  appraisal: GpuAppraisal,
): Promise<OcspVerdict> {
  const { verdict, forged } = await certificateStatus(certificate, issuer, withdrawals, appraisal.now, appraisal.crypto);
  for (const { because, from } of forged) answerUnusable(appraisal, 'nvidia.ocsp.signature', { because, from });
  return verdict;
}
/**
 * Step 9: the certificates of the boot ROM, the provisioner and the identity authority. The leaf is the boot ROM's own statement
 * about its firmware, made on the device: nobody could revoke it, and NVIDIA's verifiers do not ask (nvtrust,
 * `ocsp_certificate_chain_validation`).
 */
export async function devicesAreNotRevoked(
  devices: readonly Authenticated[],
  withdrawals: Withdrawals,
  appraisal: GpuAppraisal,
): Promise<void> {
  await Promise.all(devices.map((device) => isNotRevoked(device, withdrawals, appraisal)));
}

async function isNotRevoked({ at, chain }: Authenticated, withdrawals: Withdrawals, appraisal: GpuAppraisal): Promise<void> {
  const { ledger } = appraisal;
  const asked = pairs(chain).filter((_, location) => location > 0);
  const verdicts = await Promise.all(asked.map(([certificate, issuer]) => statusOf(certificate, issuer, withdrawals, appraisal)));
  for (const [location, verdict] of verdicts.entries()) {
    const facts = { device: at, certificate: location + 1 };
    if (verdict.status === 'good') {
      ledger.answer('nvidia.chain.revocation', 'pass');
      ledger.relyUntil(verdict.until);
    } else if (verdict.status !== 'unknown')
      ledger.answer('nvidia.chain.revocation', 'fail', { because: verdict.status, ...facts });
    else {
      ledger.answer('nvidia.chain.revocation', 'unknown', { because: verdict.because, ...facts });
      if (verdict.because === 'signature') answerUnusable(appraisal, 'nvidia.ocsp.signature', { because: 'signature', ...facts });
    }
  }
}
