import { answerUnusable } from '../../unusable.ts';
import type { OcspResponse } from '../../x509/ocsp.ts';
import { revocationStatus } from '../../x509/ocsp-status.ts';
import type { Authenticated, GpuAppraisal } from './authenticated.ts';
import { supplied, MAX_OCSP_RESPONSES, OCSP, responseIn } from './documents.ts';
import { pairs } from './reference-files.ts';

/**
 * Step 9, first half: the stapled answers that can be read. Whose they are is judged where one is used. One that cannot be
 * read is as good as none, and says whose it was.
 */
export function readResponses(appraisal: GpuAppraisal): readonly OcspResponse[] {
  const { endorsements, ledger } = appraisal;
  const files = supplied(endorsements, OCSP, MAX_OCSP_RESPONSES);
  ledger.answer('nvidia.ocsp.signature', files.length === 0 ? 'not-applicable' : 'pass');
  return files.flatMap(({ bytes, from }) => {
    const response = responseIn(bytes);
    if (response.at === 'read') return [response.value];
    answerUnusable(appraisal, 'nvidia.ocsp.signature', { because: 'malformed', from });
    return [];
  });
}

/**
 * Step 9: the boot ROM's certificate, the provisioner's and the identity authority's. The leaf is the boot ROM's own word
 * about its firmware, made on the device: nobody could revoke it, and NVIDIA's verifiers do not ask
 * (nvtrust, `ocsp_certificate_chain_validation`).
 */
export async function devicesAreNotRevoked(
  devices: readonly Authenticated[],
  responses: readonly OcspResponse[],
  appraisal: GpuAppraisal,
): Promise<void> {
  await Promise.all(devices.map((device) => isNotRevoked(device, responses, appraisal)));
}

async function isNotRevoked(
  { at, chain }: Authenticated,
  responses: readonly OcspResponse[],
  appraisal: GpuAppraisal,
): Promise<void> {
  const { ledger, now, crypto } = appraisal;
  const asked = pairs(chain).filter((_, location) => location > 0);
  const verdicts = await Promise.all(
    asked.map(([certificate, issuer]) => revocationStatus(certificate, issuer, responses, now, crypto)),
  );
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
