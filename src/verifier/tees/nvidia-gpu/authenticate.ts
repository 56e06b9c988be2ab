import type { Anchor } from '../../anchors/anchor.ts';
import { believedUnder } from '../../anchors/believed.ts';
import { equalBytes } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import type { Claims } from '../../claims.ts';
import { unlessMalformed } from '../../malformed.ts';
import type { Certificate } from '../../x509/certificate.ts';
import type { Authenticated, GpuAppraisal } from './authenticated.ts';
import { claimsOf } from './claims.ts';
import { anchorOf, modelOf, readDeviceChain, verifyDeviceChain } from './device-chain.ts';
import { CHAIN, supplied } from './documents.ts';
import { nonceIsAsStated, type Device, type GpuEvidence } from './evidence.ts';
import { firmwareIdentity, type FirmwareIdentity } from './fwid.ts';
import { firmwareIsPublished } from './firmware.ts';
import { computedOnce } from './computed-once.ts';
import { believedRims } from './reference-files.ts';
import { devicesAreNotRevoked, readWithdrawals } from './revocation.ts';
import type { SpdmReport } from './spdm.ts';

/** Steps 2 to 10 of the README. The claims, or null unless every signature from the root to every report holds. */
export async function authenticate(evidence: GpuEvidence, appraisal: GpuAppraisal): Promise<Claims | null> {
  const { ledger } = appraisal;
  // Devices of one machine share the upper certificates of their chains: each signature is verified once.
  const shared = { ...appraisal, crypto: computedOnce(appraisal.crypto) };
  if (evidence.statedNonces.length === 0) ledger.answer('nvidia.report.nonce', 'not-applicable');
  else ledger.require('nvidia.report.nonce', nonceIsAsStated(evidence), { because: 'other-nonce' });
  const attached = attachedChain(appraisal);
  const found = await Promise.all(evidence.devices.map((device, at) => authenticateDevice(device, at, attached, shared)));
  const authenticated = found.filter((one) => one !== null);
  if (authenticated.length !== evidence.devices.length) return null;

  const devices = eachOnce(authenticated, appraisal);
  const withdrawals = readWithdrawals(shared);
  const [rims] = await Promise.all([believedRims(shared, withdrawals), devicesAreNotRevoked(devices, withdrawals, shared)]);
  return claimsOf(devices.map((found) => ({ found, published: firmwareIsPublished(found, rims, appraisal) })));
}

/** The chain that came with the evidence; a bare report has none of its own. */
function attachedChain({ endorsements }: GpuAppraisal): readonly Certificate[] | null {
  const [pem] = supplied(endorsements, CHAIN, 1);
  return unlessMalformed(() => (pem === undefined ? null : readDeviceChain(pem.bytes)), null);
}

/** Steps 3 to 6, for one device. */
async function authenticateDevice(
  device: Device,
  at: number,
  attached: readonly Certificate[] | null,
  appraisal: GpuAppraisal,
): Promise<Authenticated | null> {
  const chain = device.chain ?? attached;
  if (chain === null) return null;
  const { ledger, now, crypto } = appraisal;
  const { report } = device;
  const anchor = rootIsPinned(chain, at, appraisal);
  const [leaf] = chain;
  const [verdict, signed] = await Promise.all([
    verifyDeviceChain(chain, now, crypto),
    leaf === undefined ? false : crypto.verifySignature('ecdsa-p384-sha384', leaf.spki, report.signature, report.transcript),
  ]);
  const chained = ledger.require('nvidia.chain.certificates', verdict.holds, { device: at, ...verdict });
  ledger.require('nvidia.report.signature', signed, { device: at });
  if (leaf === undefined || anchor === undefined || !chained || !signed) return null;

  const model = modelOf(chain);
  if (model === undefined) ledger.answer('nvidia.chain.model', 'unknown', { because: 'newer-than-this-release', device: at });
  else ledger.answer('nvidia.chain.model', 'pass');
  opaqueDataIsKnown(device, at, appraisal);
  return { at, device, chain, model, identity: firmwareIsTheLeafs(device, leaf, at, appraisal) };
}

/** Step 3. */
function rootIsPinned(chain: readonly Certificate[], at: number, { ledger, anchors }: GpuAppraisal): Anchor | undefined {
  const anchor = anchorOf(chain, anchors.nvidiaDeviceRoot);
  if (anchor === undefined) ledger.answer('nvidia.chain.root', 'fail', { device: at });
  else ledger.answerUnder(believedUnder(anchor), 'nvidia.chain.root', 'pass');
  return anchor;
}

/** Step 5. A field of an unknown type may matter: it is reported, and warns. */
function opaqueDataIsKnown({ opaque }: Device, at: number, { ledger }: GpuAppraisal): void {
  if ('newer' in opaque)
    ledger.answer('nvidia.report.opaque-data', 'unknown', {
      because: 'newer-than-this-release',
      version: opaque.newer,
      device: at,
    });
  else if (opaque.unnamed.length > 0)
    ledger.answer('nvidia.report.opaque-data', 'warn', { because: 'unknown-type', types: opaque.unnamed.join(', '), device: at });
  else ledger.answer('nvidia.report.opaque-data', 'pass');
}

/** Step 6. Older drivers (535) do not report the identity: then only the certificate gives it. */
function firmwareIsTheLeafs(
  { opaque }: Device,
  leaf: Certificate,
  at: number,
  { ledger }: GpuAppraisal,
): FirmwareIdentity | null {
  const identity = identityOf(leaf);
  if ('newer' in opaque) ledger.answer('nvidia.report.fwid', 'unknown', { because: 'newer-than-this-release', device: at });
  else if (opaque.fwid === undefined) ledger.answer('nvidia.report.fwid', 'not-applicable');
  else if (identity === null) ledger.answer('nvidia.report.fwid', 'fail', { because: 'not-in-the-certificate', device: at });
  else
    ledger.require('nvidia.report.fwid', equalBytes(opaque.fwid, identity.fwid), {
      because: 'differs',
      device: at,
      expected: toHex(identity.fwid),
      actual: toHex(opaque.fwid),
    });
  return identity;
}

function identityOf(leaf: Certificate): FirmwareIdentity | null {
  return unlessMalformed(() => firmwareIdentity(leaf), null);
}

/**
 * Step 7. By key, because a device has one key and can sign any number of reports: two different reports would pretend that the
 * machine has more devices. An identical report adds nothing, counts once, and warns (NVIDIA's own sample of four switches
 * contains one).
 */
function eachOnce(devices: readonly Authenticated[], { ledger }: GpuAppraisal): readonly Authenticated[] {
  const isAgain = (one: Authenticated, at: number): boolean =>
    devices
      .slice(0, at)
      .some((earlier) => keyOf(earlier) === keyOf(one) && isSameReport(earlier.device.report, one.device.report));
  const once = devices.filter((one, at) => !isAgain(one, at));
  const keys = once.map(keyOf);
  const twice = once.find((_, at) => keys.indexOf(keys[at] ?? '') !== at);
  const again = devices.find(isAgain);
  const check = 'nvidia.devices.distinct';
  if (twice !== undefined) ledger.answer(check, 'fail', { because: 'occurs-twice', device: twice.at });
  else if (again !== undefined) ledger.answer(check, 'warn', { because: 'listed-again', device: again.at });
  else ledger.answer(check, 'pass');
  return once;
}

const keyOf = ({ chain }: Authenticated): string => toHex(chain[0]?.spki ?? new Uint8Array());

const isSameReport = (a: SpdmReport, b: SpdmReport): boolean =>
  equalBytes(a.transcript, b.transcript) && equalBytes(a.signature, b.signature);
