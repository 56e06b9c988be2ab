import { describe, expect, it } from 'vitest';
import { fact, troubles } from '../../testing/appraise-case.ts';
import { deviceChain, firmware, FMC, GPU_FIELDS, SWITCH_FIELDS, tcbInfo, without } from '../../testing/nvidia/devices.ts';
import { answersFor, item, appraised, policyWith, rim } from '../../testing/nvidia/appraised.ts';
import { DRIVER_RIM, rimFile, VBIOS_RIM } from '../../testing/nvidia/rim-writer.ts';

const chain = deviceChain();
const nothing = { endorsements: answersFor(chain) };
const mode = (change: Readonly<Record<number, Uint8Array>>) => item(chain, { fields: { ...GPU_FIELDS, ...change } });
/** Opaque data of version 0: drivers from before the feature flag. */
const OLD_FIELDS = without(GPU_FIELDS, 34, 36);

describe('the mode', () => {
  it.each([0, 1])('of feature flag %i is confidential', async (flag) => {
    expect(troubles(await appraised([mode({ 36: Uint8Array.of(flag, 0) })]))).toEqual({});
  });

  it('protected PCIe warns, and is refused or accepted where the policy says so', async () => {
    const items = [mode({ 36: Uint8Array.of(2, 0) })];
    expect(troubles(await appraised(items))).toEqual({ 'nvidia.mode': 'warn' });
    expect(troubles(await appraised(items, { policy: policyWith({ protectedPcie: 'refuse' }) }))).toEqual({
      'nvidia.mode': 'fail',
    });
    expect(troubles(await appraised(items, { policy: policyWith({ protectedPcie: 'accept' }) }))).toEqual({});
  });

  it('protected PCIe with a driver from before the flag also warns', async () => {
    const fields = { ...OLD_FIELDS, 21: Uint8Array.of(0xaa) };
    expect(troubles(await appraised([item(chain, { fields })]))).toEqual({ 'nvidia.mode': 'warn' });
  });

  it('that is not stated is shown by reference files that match completely, and by nothing else', async () => {
    const items = [item(chain, { fields: OLD_FIELDS })];
    expect(troubles(await appraised(items))).toEqual({});
    expect(troubles(await appraised(items, nothing))).toMatchObject({ 'nvidia.mode': 'unknown' });
  });

  it('with a newer flag is grey, whatever matches', async () => {
    const result = await appraised([mode({ 36: Uint8Array.of(7, 0) })]);
    expect(troubles(result)).toEqual({ 'nvidia.mode': 'unknown' });
    expect(fact(result, 'nvidia.mode', 'because')).toBe('unknown-flag');
  });
});

describe('debug and secure boot', () => {
  const flagged = (flags: number) => {
    const made = deviceChain({ extension: tcbInfo(FMC, flags) });
    return appraised([item(made)], { endorsements: answersFor(made) });
  };

  it('are read from the leaf’s flags if it has any', async () => {
    const open = troubles(await flagged(0x80));
    expect(open).not.toHaveProperty(['nvidia.debug']);
    expect(open).not.toHaveProperty(['nvidia.secure-boot']);
  });

  it('fail a device that is open to debuggers, also by the rule that all TEEs share', async () => {
    const result = await flagged(0x90);
    expect(troubles(result)).toMatchObject({ 'nvidia.debug': 'fail', 'evidence.debug': 'fail' });
    expect(result.claims?.debug).toBe(true);
  });

  it.each([
    ['insecure', 0xc0],
    ['in recovery', 0xa0],
  ])('a device that booted %s fails', async (_, flags) => {
    expect(troubles(await flagged(flags))).toMatchObject({ 'nvidia.secure-boot': 'fail' });
  });

  it('of a device without flags are unknown until everything that NVIDIA publishes matches', async () => {
    expect(troubles(await appraised([item()]))).toEqual({});
    expect(troubles(await appraised([item()], nothing))).toMatchObject({
      'nvidia.debug': 'unknown',
      'nvidia.secure-boot': 'unknown',
    });
  });

  it.each([
    ['the VBIOS alone', [VBIOS_RIM]],
    ['the VBIOS, and a driver’s that differs', [VBIOS_RIM, { ...DRIVER_RIM, values: { 9: [firmware('other')] } }]],
  ])('are not shown by reference files of %s', async (_, files) => {
    const endorsements = [...answersFor(chain), ...files.map((file) => rim(rimFile(file)))];
    const result = troubles(await appraised([item(chain, { fields: OLD_FIELDS })], { endorsements }));
    expect(result).toMatchObject({ 'nvidia.mode': 'unknown', 'nvidia.debug': 'unknown', 'nvidia.secure-boot': 'unknown' });
  });

  it('of a switch do not wait for a driver', async () => {
    const made = deviceChain({ chip: 'LS_10' });
    const result = await appraised([item(made, { fields: SWITCH_FIELDS })], { endorsements: answersFor(made) });
    expect(troubles(result)).toEqual({
      'nvidia.rim.vbios': 'unknown',
      'nvidia.debug': 'unknown',
      'nvidia.secure-boot': 'unknown',
    });
  });
});
