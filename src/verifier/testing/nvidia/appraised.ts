import type { Endorsement } from '../../endorsement.ts';
import type { Evidence } from '../../evidence.ts';
import type { AttestationResult } from '../../result.ts';
import { ORDINARY_POLICY, type AppraisalPolicy } from '../../tees.ts';
import { NVIDIA_GPU_POLICY, type NvidiaGpuPolicy } from '../../tees/nvidia-gpu/policy.ts';
import { parseRfc3339 } from '../../time.ts';
import { revocationList, type RevocationRequest } from '../authority.ts';
import { noAnchors, testAnchor } from '../attester.ts';
import { appraiseCase, type AppraisalRequest } from '../appraise-case.ts';
import { deviceChain, deviceRoot, sdkList, spdmReport, type DeviceChain, type ListItem, type ReportRequest } from './devices.ts';
import { p384Sha256Key, type TestKey } from '../keys.ts';
import { ocspResponse, type OcspRequest } from './ocsp-writer.ts';
import { DRIVER_RIM, rimChain, rimFile, rimRoot, VBIOS_RIM, type RimChain } from './rim-writer.ts';

/** GPU evidence made and appraised at one fixed time, under two test roots. */
export const now = parseRfc3339('2026-06-01T12:00:00Z', 'now');

/** The nonce of this visit, 32 bytes. */
export const nonce = new Uint8Array(32).fill(0x5a);

/** Both test roots, and no other root. */
export const anchors = {
  ...noAnchors,
  nvidiaDeviceRoot: [testAnchor('test device root', deviceRoot().certificate)],
  nvidiaRimRoot: [testAnchor('test RIM root', rimRoot().certificate)],
};

/** A list of reports as a site would send it. */
export const evidenceOf = (bytes: Uint8Array): Evidence => ({ type: 'nvidia-gpu-evidence', bytes, parameters: {} });

/** A reference file that the site sent along. */
export const rim = (bytes: Uint8Array): Endorsement => ({ need: { kind: 'nvidia-gpu.rim' }, bytes });

/** An OCSP response that the site sent along. */
export const ocsp = (bytes: Uint8Array): Endorsement => ({ need: { kind: 'nvidia-gpu.ocsp' }, bytes });

/** NVIDIA's answers about the three checked certificates of a device. */
export function answersFor(
  { brom, provisioner, identity, root }: DeviceChain,
  change: Partial<OcspRequest> = {},
): readonly Endorsement[] {
  const pairs = [
    [brom, provisioner],
    [provisioner, identity],
    [identity, root],
  ] as const;
  return pairs.map(([about, issuer]) => ocsp(ocspResponse({ about, issuer, ...change })));
}

/** The same for a reference file's signers. */
export function rimAnswers(
  { signer, issuer, authority, root }: RimChain = rimChain(),
  change: Partial<OcspRequest> = {},
): readonly Endorsement[] {
  const pairs = [
    [signer, issuer],
    [issuer, authority],
    [authority, root],
  ] as const;
  return pairs.map(([about, above]) => ocsp(ocspResponse({ about, issuer: above, ...change })));
}

/** A revocation list that the site sent along. */
export const crl = (bytes: Uint8Array): Endorsement => ({ need: { kind: 'nvidia-gpu.crl' }, bytes });

/** The keys of authorities that publish lists, in the form that signs those. */
const LIST_KEYS = { identity: p384Sha256Key('identity lab'), root: p384Sha256Key('nvidia root lab') } as const;

/** The list of the identity authority (about provisioners), or of the root (about identity authorities). */
export function listOf(
  chain: DeviceChain,
  of: keyof typeof LIST_KEYS,
  change: Partial<RevocationRequest> = {},
  signWith: TestKey = LIST_KEYS[of],
): Endorsement {
  const dates = { thisUpdate: '2026-05-01T00:00:00Z', nextUpdate: '2026-08-01T00:00:00Z' };
  return crl(revocationList(chain[of], { ...dates, ...change }, signWith));
}

/** One device of a list, its report made with these changes. */
export function item(chain: DeviceChain = deviceChain(), change: Partial<ReportRequest> = {}): ListItem {
  return { chain, nonce, report: spdmReport({ nonce, chain, ...change }) };
}

/** Reference files for the firmware and driver of a good device. */
export const RIMS: readonly Endorsement[] = [rim(rimFile(VBIOS_RIM)), rim(rimFile(DRIVER_RIM))];

/** All that a good device needs: reference files, and answers about both chains. */
export const EVERYTHING: readonly Endorsement[] = [...RIMS, ...answersFor(deviceChain()), ...rimAnswers()];

/** The shipped policy with this change to the devices' part. */
export const policyWith = (change: Partial<NvidiaGpuPolicy>): AppraisalPolicy => ({
  ...ORDINARY_POLICY,
  tees: { ...ORDINARY_POLICY.tees, 'nvidia-gpu': { ...NVIDIA_GPU_POLICY, ...change } },
});

/** The policy of a caller that vouches for what it supplies. */
export const vouchedFor: AppraisalPolicy = {
  ...ORDINARY_POLICY,
  common: { ...ORDINARY_POLICY.common, unusableEndorsement: 'refuse' },
};

/** These items with everything stapled that exists about one GPU, appraised for the requested nonce. */
export function appraised(
  items: readonly ListItem[] = [item()],
  request: Partial<AppraisalRequest> = {},
): Promise<AttestationResult> {
  return appraisedBytes(sdkList(...items), request);
}

/** Appraises a list of reports with everything that a good device needs; `request` replaces any of it. */
export function appraisedBytes(bytes: Uint8Array, request: Partial<AppraisalRequest> = {}): Promise<AttestationResult> {
  return appraiseCase({
    evidence: evidenceOf(bytes),
    anchors,
    now,
    endorsements: EVERYTHING,
    visit: { expected: { reportData: null, nonce } },
    ...request,
  });
}
