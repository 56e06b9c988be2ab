import { sha3_512 } from '@noble/hashes/sha3.js';
import { toHex } from '../../bytes/hex.ts';
import { toRfc3339 } from '../../time.ts';
import { noAnchors, OPEN_HARDWARE_FAULTS, type Attested, type Attester, type AttestRequest } from '../attester.ts';
import { ed25519Sha3Key } from '../keys.ts';
import { DEVICE, ENCLAVE_HASH, keystoneReport, MONITOR_HASH, recordOf, registryResponse } from '../keystone-report.ts';

const STRANGER = ed25519Sha3Key('keystone stranger');

function attest({ reportData, fault }: AttestRequest): Attested {
  const report = keystoneReport({
    data: fault === 'wrong-report-data' ? sha3_512(reportData) : reportData,
    garbage: 0xaa,
    ...(fault === 'other-code' ? { enclaveHash: sha3_512(Uint8Array.of(1)) } : {}),
    // An attacker's own device, which no register knows; or the right device's name over a stranger's signature.
    ...(fault === 'wrong-root' ? { device: STRANGER } : {}),
    ...(fault === 'wrong-key' ? { device: STRANGER, deviceKey: DEVICE.raw } : {}),
  });
  const evidence =
    fault === 'tampered' ? report.with(0, (report[0] ?? 0) ^ 1) : fault === 'truncated' ? report.slice(0, 700) : report;
  return { evidence, parameters: {}, endorsements: [] };
}

/** A simulated Keystone device, and the register that knows it. */
export const keystoneAttester: Attester = {
  tee: 'keystone',
  evidenceType: 'keystone-report',
  faults: OPEN_HARDWARE_FAULTS,
  anchors: noAnchors,
  reference: { ENCLAVE_HASH: toHex(ENCLAVE_HASH), SM_HASH: toHex(MONITOR_HASH) },
  attest,
  registered({ now, fault }) {
    const asOf = toRfc3339(now);
    const more = fault === 'revoked' ? { status: 'revoked' } : fault === 'expired' ? { validUntil: '2020-01-01T00:00:00Z' } : {};
    // For the stranger's device the register says that it has no record.
    const unknown = registryResponse('device-key', STRANGER.raw, asOf, { records: [] });
    return [registryResponse('device-key', DEVICE.raw, asOf, { records: [recordOf(DEVICE.raw, more)] }), unknown];
  },
};
