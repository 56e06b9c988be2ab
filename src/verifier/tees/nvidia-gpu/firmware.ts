import { OUTCOME_OF } from '../../policy.ts';
import type { Facts, Outcome } from '../../check.ts';
import type { Authenticated, GpuAppraisal } from './authenticated.ts';
import { compare, unlisted, type Comparison } from './measurements.ts';
import type { OpaqueData } from './opaque-data.ts';
import type { Rim } from './rim.ts';

type Part = 'vbios' | 'driver';
type PartState = 'matches' | 'differs' | 'no-file' | 'no-such-part';

/** What the reference files say about one device's firmware. */
export type Published = Readonly<Record<Part, PartState>> & {
  /** Indices, as the reference files count: matching, different, and measured but not listed. */
  readonly indices: Readonly<Record<'matching' | 'differing' | 'unlisted', readonly number[]>>;
};

/** A reference file, and how well a device matches it. */
type Compared = Comparison & { readonly rim: Rim };

/** Step 10, for one device: its two parts against the files of their versions, then mode, debug and secure boot. */
export function firmwareIsPublished(found: Authenticated, rims: readonly Rim[], appraisal: GpuAppraisal): Published {
  const { device, model, at } = found;
  const { ledger } = appraisal;
  const { opaque } = device;
  if ('newer' in opaque || model === undefined) {
    for (const check of ['rim.vbios', 'rim.driver', 'mode', 'debug', 'secure-boot'] as const)
      ledger.answer(`nvidia.${check}`, 'unknown', { because: 'newer-than-this-release', device: at });
    return { vbios: 'no-file', driver: 'no-file', indices: { matching: [], differing: [], unlisted: [] } };
  }
  const vbios = nearestFile(opaque.vbiosVersion, found, opaque, rims);
  // An NVSwitch runs only its own firmware.
  const hasDriver = model.kind !== 'nvswitch';
  const driver = hasDriver ? nearestFile(opaque.driverVersion, found, opaque, rims) : undefined;
  const compared = [vbios, driver].filter((one) => one !== undefined);
  const listed = compared.map(({ rim }) => rim);
  const facts = { device: at, unlisted: unlisted(device.report, listed), supplied: rims };
  const published = {
    vbios: partIsPublished('vbios', opaque.vbiosVersion, vbios, facts, appraisal),
    driver: hasDriver ? partIsPublished('driver', opaque.driverVersion, driver, facts, appraisal) : notThere(appraisal),
    indices: {
      matching: compared.flatMap(({ matching }) => matching),
      differing: compared.flatMap(({ differing }) => differing),
      unlisted: listed.length === 0 ? [] : facts.unlisted,
    },
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
 * The file of exactly this product and version, if given: a genuine file of other firmware says nothing about this device. NVIDIA
 * has signed several files of one version (one per board): the one with the fewest differences counts, so one full match is
 * enough.
 */
function nearestFile(
  version: string | undefined,
  { device, model }: Authenticated,
  opaque: OpaqueData,
  rims: readonly Rim[],
): Compared | undefined {
  const products = [model?.chip, opaque.chipInfo];
  const files = rims.filter((rim) => rim.version === version && products.includes(rim.product));
  const compared = files.map((rim) => ({ rim, ...compare(device.report, opaque, rim) }));
  return compared.toSorted((a, b) => a.differing.length - b.differing.length)[0];
}

function partIsPublished(
  part: Part,
  version: string | undefined,
  compared: Compared | undefined,
  about: { readonly device: number; readonly unlisted: readonly number[]; readonly supplied: readonly Rim[] },
  { ledger }: GpuAppraisal,
): PartState {
  const answer = (outcome: Outcome, facts: Facts): void => {
    ledger.answer(`nvidia.rim.${part}`, outcome, { device: about.device, version: version ?? 'none', ...facts });
  };
  if (compared === undefined) {
    const supplied = about.supplied.map((rim) => rim.version).join(', ');
    answer('unknown', { because: 'no-reference-file', supplied });
    return 'no-file';
  }
  const { matching, differing } = compared;
  const facts = { matching: matching.length, unlisted: about.unlisted.join(', ') };
  if (differing.length === 0) {
    answer('pass', facts);
    return 'matches';
  }
  answer('fail', { because: 'differs', differing: differing.join(', '), ...facts });
  return 'differs';
}

/** Everything that NVIDIA publishes about this device's firmware was measured. */
const isWhole = ({ vbios, driver }: Published): boolean => vbios === 'matches' && driver !== 'no-file' && driver !== 'differs';

/**
 * Read from the feature flag; older drivers (opaque data of version 0) have none, and then only the measurements can tell:
 * NVIDIA's reference files are for the confidential configuration.
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

/**
 * The leaf's flags if it has some; else the measurements, from which NVIDIA's own verifiers draw the same conclusion (`secboot`,
 * `dbgstat`).
 */
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
