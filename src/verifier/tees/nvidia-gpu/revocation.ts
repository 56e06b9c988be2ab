import { Malformed } from '../../malformed.ts';
import { readOcspResponse, type OcspResponse } from '../../x509/ocsp.ts';
import { revocationStatus } from '../../x509/ocsp-status.ts';
import type { Authenticated, GpuAppraisal } from './authenticated.ts';
import { given, MAX_OCSP_RESPONSES, OCSP } from './documents.ts';
import { pairs } from './reference-files.ts';

/**
 * Step 9, first half: the stapled answers that can be read. Whose they are is judged where one is used.
 * One that cannot be read is as good as none, unless the caller vouched for it.
 */
export function readResponses({ endorsements, ledger, policy }: GpuAppraisal): readonly OcspResponse[] {
  const files = given(endorsements, OCSP, MAX_OCSP_RESPONSES);
  const responses = files.flatMap((bytes) => read(bytes) ?? []);
  if (files.length === responses.length) ledger.answer('nvidia.ocsp.signature', files.length === 0 ? 'not-applicable' : 'pass');
  else
    ledger.answer('nvidia.ocsp.signature', policy.unusableEndorsement === 'refuse' ? 'fail' : 'unknown', {
      because: 'malformed',
    });
  return responses;
}

function read(bytes: Uint8Array): OcspResponse | undefined {
  try {
    return readOcspResponse(bytes, 'OCSP');
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
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
  { ledger, now, crypto, policy }: GpuAppraisal,
): Promise<void> {
  const asked = pairs(chain).filter((_, place) => place > 0);
  const verdicts = await Promise.all(
    asked.map(([certificate, issuer]) => revocationStatus(certificate, issuer, responses, now, crypto)),
  );
  for (const [place, verdict] of verdicts.entries()) {
    const facts = { device: at, certificate: place + 1 };
    if (verdict.status === 'good') {
      ledger.answer('nvidia.chain.revocation', 'pass');
      ledger.relyUntil(verdict.until);
    } else if (verdict.status !== 'unknown')
      ledger.answer('nvidia.chain.revocation', 'fail', { because: verdict.status, ...facts });
    else {
      ledger.answer('nvidia.chain.revocation', 'unknown', { because: verdict.because, ...facts });
      if (verdict.because === 'signature' && policy.unusableEndorsement === 'refuse')
        ledger.answer('nvidia.ocsp.signature', 'fail', { because: verdict.because, ...facts });
    }
  }
}
