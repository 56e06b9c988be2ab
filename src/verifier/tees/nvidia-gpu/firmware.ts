import { OUTCOME_OF } from '../../policy.ts';
import type { Facts, Outcome } from '../../check.ts';
import type { Authenticated, GpuAppraisal } from './authenticated.ts';
import { compare, unlisted } from './measurements.ts';
import type { OpaqueData } from './opaque-data.ts';
import type { Rim } from './rim.ts';

type Part = 'vbios' | 'driver';

/** What the reference files say of one device's firmware: every index that they list matches, or how it is otherwise. */
export type Published = Readonly<Record<Part, 'matches' | 'differs' | 'no-file' | 'no-such-part'>>;

/** Step 10, of one device: its two parts against the files of their versions, then mode, debug and secure boot. */
export function firmwareIsPublished(found: Authenticated, rims: readonly Rim[], appraisal: GpuAppraisal): Published {
  const { device, model, at } = found;
  const { ledger } = appraisal;
  const { opaque } = device;
  if ('newer' in opaque || model === undefined) {
    for (const check of ['rim.vbios', 'rim.driver', 'mode', 'debug', 'secure-boot'] as const)
      ledger.answer(`nvidia.${check}`, 'unknown', { because: 'newer-than-this-release', device: at });
    return { vbios: 'no-file', driver: 'no-file' };
  }
  const published = {
    vbios: compareTo('vbios', opaque.vbiosVersion, found, opaque, rims, appraisal),
    // An NVSwitch runs its own firmware alone.
    driver:
      model.kind === 'nvswitch' ? notThere(appraisal) : compareTo('driver', opaque.driverVersion, found, opaque, rims, appraisal),
  };
  modeIsConfidential(found, opaque, published, appraisal);
  deviceIsClosed(found, published, appraisal);
  return published;
}

function notThere({ ledger }: GpuAppraisal): 'no-such-part' {
  ledger.answer('nvidia.rim.driver', 'not-applicable');
  return 'no-such-part';
}

/**
 * The file of exactly this product and version, if one was given: a genuine file of other firmware says nothing about
 * this device. NVIDIA has signed several files of one version (one a board): one that matches whole is enough.
 */
function compareTo(
  part: Part,
  version: string | undefined,
  { device, model, at }: Authenticated,
  opaque: OpaqueData,
  rims: readonly Rim[],
  { ledger }: GpuAppraisal,
): Published[Part] {
  const check = `nvidia.rim.${part}` as const;
  const products = [model?.chip, opaque.chipInfo];
  const files = rims.filter((rim) => rim.version === version && products.includes(rim.product));
  const compared = files.map((rim) => ({ rim, ...compare(device.report, opaque, rim) }));
  const whole = compared.find(({ differing }) => differing.length === 0);
  const [nearest] = compared.toSorted((a, b) => a.differing.length - b.differing.length);
  const answer = (outcome: Outcome, facts: Facts): void => {
    ledger.answer(check, outcome, { device: at, version: version ?? 'none', ...facts });
  };
  if (whole !== undefined) {
    const facts = { matching: whole.matching.length, unlisted: unlisted(device.report, rims).join(', ') };
    answer('pass', facts);
    return 'matches';
  }
  if (nearest === undefined) {
    answer('unknown', { because: 'no-reference-file', supplied: rims.map((rim) => rim.version).join(', ') });
    return 'no-file';
  }
  answer('fail', { because: 'differs', matching: nearest.matching.length, differing: nearest.differing.join(', ') });
  return 'differs';
}

/** Everything that NVIDIA publishes about this device's firmware was measured in it. */
const isWhole = ({ vbios, driver }: Published): boolean => vbios === 'matches' && driver !== 'no-file' && driver !== 'differs';

/**
 * The feature flag says it; drivers before it (opaque data of version 0) say nothing, and then only the measurements can:
 * NVIDIA's reference files are of the confidential configuration.
 */
function modeIsConfidential(
  { model, at }: Authenticated,
  opaque: OpaqueData,
  published: Published,
  { ledger, policy }: GpuAppraisal,
): void {
  const check = 'nvidia.mode';
  const { featureFlag, protectedPcie } = opaque;
  const protectedLinks = featureFlag === 'PPCIE' || (featureFlag === undefined && protectedPcie === 'enabled');
  if (model?.kind === 'nvswitch') ledger.answer(check, 'not-applicable');
  else if (protectedLinks) ledger.answer(check, OUTCOME_OF[policy.protectedPcie], { because: 'protected-pcie', device: at });
  else if (featureFlag === 'SPT' || featureFlag === 'MPT') ledger.answer(check, 'pass');
  else if (featureFlag === undefined && isWhole(published)) ledger.answer(check, 'pass');
  else ledger.answer(check, 'unknown', { because: featureFlag === undefined ? 'not-reported' : 'unknown-flag', device: at });
}

/** The leaf's flags where it has some; else the measurements, as NVIDIA's own verifiers conclude it (`secboot`, `dbgstat`). */
function deviceIsClosed({ identity, at }: Authenticated, published: Published, { ledger }: GpuAppraisal): void {
  const flags = identity?.flags ?? null;
  const open = flags?.debug === true;
  const insecure = flags?.notSecure === true || flags?.recovery === true;
  const isKnown = flags !== null || isWhole(published);
  const answer = (check: 'nvidia.debug' | 'nvidia.secure-boot', bad: boolean): void => {
    if (bad) ledger.answer(check, 'fail', { device: at });
    else if (isKnown) ledger.answer(check, 'pass');
    else ledger.answer(check, 'unknown', { because: 'not-reported', device: at });
  };
  answer('nvidia.debug', open);
  answer('nvidia.secure-boot', insecure);
}
