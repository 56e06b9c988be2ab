import { sha512 } from '@noble/hashes/sha2.js';
import { toHex } from '../../bytes/hex.ts';
import { toRfc3339 } from '../../time.ts';
import { noAnchors, OPEN_HARDWARE_FAULTS, type Attested, type Attester, type AttestRequest } from '../attester.ts';
import { ed25519Key } from '../keys.ts';
import { recordOf, registryResponse } from '../keystone-report.ts';
import { SANCTUM, sanctumMembers } from '../sanctum-chain.ts';

const STRANGER = ed25519Key('sanctum stranger');

function attest({ reportData, fault }: AttestRequest): Attested {
  const members = sanctumMembers({
    nonce: fault === 'wrong-report-data' ? sha512(reportData) : reportData,
    ...(fault === 'other-code' ? { measurement: sha512(Uint8Array.of(1)) } : {}),
    ...(fault === 'wrong-root' ? { signers: { manufacturer: STRANGER } } : {}),
  });
  const changed =
    fault === 'wrong-key'
      ? { ...members, sig_nonce: toHex(STRANGER.sign(reportData)) }
      : fault === 'tampered'
        ? { ...members, m_e: members.h_sm }
        : members;
  const text = JSON.stringify(changed);
  const evidence = new TextEncoder().encode(fault === 'truncated' ? text.slice(0, 700) : text);
  return { evidence, parameters: {}, endorsements: [] };
}

/** A simulated Sanctum device, and the device registries that know it and its manufacturer. */
export const sanctumAttester: Attester = {
  tee: 'sanctum',
  evidenceType: 'sanctum-chain',
  faults: OPEN_HARDWARE_FAULTS,
  anchors: noAnchors,
  reference: { ENCLAVE_HASH: toHex(SANCTUM.measurement), SM_HASH: toHex(SANCTUM.monitorHash) },
  attest,
  registered({ now, fault }) {
    const asOf = toRfc3339(now);
    const { manufacturer, device } = SANCTUM;
    const expired = fault === 'expired' ? { validUntil: '2020-01-01T00:00:00Z' } : {};
    const revoked = fault === 'revoked' ? { status: 'revoked' } : {};
    return [
      registryResponse('manufacturer-key', manufacturer.raw, asOf, { records: [recordOf(manufacturer.raw, expired)] }),
      registryResponse('manufacturer-key', STRANGER.raw, asOf, { records: [] }),
      registryResponse('device-key', device.raw, asOf, { records: [recordOf(device.raw, revoked)] }),
    ];
  },
};
