import { concat } from '../../bytes/equal.ts';
import { instant, toRfc3339, type Instant } from '../../time.ts';
import type { Anchors } from '../../anchors/anchor.ts';
import { noAnchors, testAnchor } from '../attester.ts';
import {
  deviceChain,
  deviceRoot,
  FMC,
  MEASUREMENTS,
  sdkList,
  spdmReport,
  SWITCH_FIELDS,
  tcbInfo,
  firmware,
  type DeviceChain,
  type ListItem,
} from './devices.ts';
import { ocspResponse } from './ocsp-writer.ts';
import {
  DRIVER_RIM,
  rimChain,
  rimFile,
  rimRoot,
  VBIOS_RIM,
  WHOLE_SWITCH_RIM,
  WHOLE_VBIOS_RIM,
  type RimRequest,
} from './rim-writer.ts';

/**
 * What a simulated machine's GPU can be asked to get wrong.
 *
 * - `wrong-nonce`: genuine, and made for another visit
 * - `debug`: open to debuggers, truthfully certified
 * - `revoked`: NVIDIA withdrew it
 * - `firmware-unknown`: firmware of which no reference file was stapled
 * - `firmware-changed`: firmware that differs from its reference file
 * - `other-machine`: a genuine GPU of somebody else's machine, which answers our nonce: relayed
 */
export type GpuFault = 'wrong-nonce' | 'debug' | 'revoked' | 'firmware-unknown' | 'firmware-changed' | 'other-machine';

/** All of them, for tests that run each. */
export const GPU_FAULTS: readonly GpuFault[] = [
  'wrong-nonce',
  'debug',
  'revoked',
  'firmware-unknown',
  'firmware-changed',
  'other-machine',
];

/** How many devices a machine has. The first GPU has the fault. */
export type MachineSize = { readonly gpus: number; readonly switches: number };
/** Like the largest on sale: eight GPUs and the four switches between them. */
export const WHOLE_MACHINE: MachineSize = { gpus: 8, switches: 4 };

/** Which machine reports, for which visit. */
export type GpuRequest = {
  readonly nonce: Uint8Array;
  readonly now: Instant;
  readonly fault?: GpuFault;
  /** One GPU by default. */
  readonly size?: MachineSize;
};

/** What a site serves with its own evidence. */
export type AttestedGpus = {
  readonly evidence: Uint8Array<ArrayBuffer>;
  /** `application/vnd.sealmark.nvidia-gpu-endorsements+json` */
  readonly endorsements: Uint8Array<ArrayBuffer>;
};

/** The test anchors under which it verifies; everything else empty. */
export const gpuAnchors: Anchors = {
  ...noAnchors,
  nvidiaDeviceRoot: [testAnchor('test NVIDIA device root', deviceRoot().certificate)],
  nvidiaRimRoot: [testAnchor('test NVIDIA RIM root', rimRoot().certificate)],
};

const DAY = 24 * 60 * 60 * 1000;
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function chainFor(fault: GpuFault | undefined): DeviceChain {
  if (fault === 'debug') return deviceChain({ device: 'debug', extension: tcbInfo(FMC, 0x90) });
  return deviceChain({ device: fault === 'other-machine' ? 'somebody else’s' : 'own' });
}

/** Answers about each certificate of a chain except the first `skip` and the root. */
function answers(
  chain: readonly { readonly certificate: Uint8Array }[],
  skip: number,
  { now, fault }: GpuRequest,
  revoked: number,
): readonly string[] {
  const dates = { thisUpdate: toRfc3339(instant(now - DAY)), nextUpdate: toRfc3339(instant(now + 6 * DAY)) };
  const issued = chain as Parameters<typeof ocspResponse>[0]['about'][];
  return issued.flatMap((about, at) => {
    const issuer = issued[at + 1];
    if (issuer === undefined || at < skip) return [];
    const status = fault === 'revoked' && at === revoked ? 'revoked' : 'good';
    return [base64(ocspResponse({ about, issuer, status, ...dates }))];
  });
}

/** The first GPU of a machine, which has its fault. */
function firstGpu({ nonce, fault }: GpuRequest): ListItem {
  const chain = chainFor(fault);
  const asked = fault === 'wrong-nonce' ? nonce.map((byte) => byte ^ 0xff) : nonce;
  const measurements = fault === 'firmware-changed' ? { ...MEASUREMENTS, 2: firmware('changed') } : MEASUREMENTS;
  return { chain, nonce: asked, report: spdmReport({ nonce: asked, chain, measurements }) };
}

/** The others, in order. */
function otherDevices({ nonce, size = { gpus: 1, switches: 0 } }: GpuRequest): readonly ListItem[] {
  const gpus = Array.from({ length: size.gpus - 1 }, (_, at) => deviceChain({ device: `own ${String(at + 1)}` }));
  const switches = Array.from({ length: size.switches }, (_, at) => deviceChain({ chip: 'LS_10', device: `own ${String(at)}` }));
  return [
    ...gpus.map((chain) => ({ chain, nonce, report: spdmReport({ nonce, chain }) })),
    ...switches.map((chain) => ({ chain, nonce, report: spdmReport({ nonce, chain, fields: SWITCH_FIELDS }) })),
  ];
}

/** The devices of a simulated machine, with their reference files and NVIDIA's answers around `now`. Deterministic. */
export function attestGpu(request: GpuRequest): AttestedGpus {
  const { nonce, now, fault, size } = request;
  const items = [firstGpu(request), ...otherDevices(request)];
  const dates = { notBefore: toRfc3339(instant(now - 365 * DAY)), notAfter: toRfc3339(instant(now + 365 * DAY)) };
  const signers = rimChain({ alter: { signer: dates } });
  const vbios: readonly RimRequest[] = size === undefined ? [VBIOS_RIM] : [WHOLE_VBIOS_RIM, WHOLE_SWITCH_RIM];
  const files: readonly RimRequest[] = [...(fault === 'firmware-unknown' ? [] : vbios), DRIVER_RIM];
  const aboutDevices = items.flatMap(({ chain: { leaf, brom, provisioner, identity, root } }, at) =>
    answers([leaf, brom, provisioner, identity, root], 1, request, at === 0 ? 1 : -1),
  );
  const aboutSigners = answers([signers.signer, signers.issuer, signers.authority, signers.root], 0, { ...request, nonce }, -1);
  const document = {
    rims: files.map((file) => base64(rimFile({ ...file, chain: signers }))),
    // Devices share the upper certificates of their chains.
    ocsp: [...new Set([...aboutDevices, ...aboutSigners])],
  };
  return {
    evidence: concat(sdkList(...items)),
    endorsements: new TextEncoder().encode(JSON.stringify(document)),
  };
}
