import { describe, expect, it } from 'vitest';
import { suppliedBy } from '../../endorsement.ts';
import { fact, troubles } from '../../testing/appraise-case.ts';
import { deviceChain, DRIVER, firmware, MEASUREMENTS, VBIOS, GPU_FIELDS, without } from '../../testing/nvidia/devices.ts';
import { answersFor, item, appraised, nonce, ocsp, vouchedFor, rim, rimAnswers } from '../../testing/nvidia/appraised.ts';
import { ocspResponse } from '../../testing/nvidia/ocsp-writer.ts';
import { DRIVER_RIM, rimChain, rimFile, VBIOS_RIM, type RimRequest } from '../../testing/nvidia/rim-writer.ts';
import { p384Key } from '../../testing/keys.ts';
import { parseRfc3339 } from '../../time.ts';

const chain = deviceChain();
/** All revocation answers, and these reference files. */
const withRims = (...files: readonly RimRequest[]) => ({
  endorsements: [...answersFor(chain), ...rimAnswers(), ...files.map((request) => rim(rimFile(request)))],
});
const terminal = { policy: vouchedFor };
const forged: RimRequest = { ...VBIOS_RIM, signWith: p384Key('stranger') };

describe('reference files', () => {
  it('of this firmware and driver match, index by index, and unlisted indices are reported', async () => {
    const extra = { ...MEASUREMENTS, 21: firmware('not listed') };
    const result = await appraised([item(chain, { measurements: extra })], withRims(VBIOS_RIM, DRIVER_RIM));
    expect(troubles(result)).toEqual({});
    expect(fact(result, 'nvidia.rim.vbios', 'matching')).toBe(3);
    expect(fact(result, 'nvidia.rim.driver', 'matching')).toBe(2);
    expect(fact(result, 'nvidia.rim.vbios', 'unlisted')).toBe('20');
  });

  it.each([
    ['vbios', 2, 'nvidia.rim.vbios'],
    ['driver', 10, 'nvidia.rim.driver'],
  ] as const)('that differ at one index of the %s are a failure, and name it', async (_, index, check) => {
    const measurements = { ...MEASUREMENTS, [index + 1]: firmware('changed') };
    const result = await appraised([item(chain, { measurements })], withRims(VBIOS_RIM, DRIVER_RIM));
    expect(troubles(result)[check]).toBe('fail');
    expect(fact(result, check, 'differing')).toBe(String(index));
    expect(result.vector.hardware).toBe('contraindicated');
  });

  it('that list an index missing from the report are a failure', async () => {
    const measurements = without(MEASUREMENTS, 3);
    const result = await appraised([item(chain, { measurements })], withRims(VBIOS_RIM, DRIVER_RIM));
    expect(fact(result, 'nvidia.rim.vbios', 'differing')).toBe('2');
  });

  it('match by any alternative value', async () => {
    const values = { ...VBIOS_RIM.values, 2: [firmware('older'), firmware('index 2')] };
    expect(troubles(await appraised([item()], withRims({ ...VBIOS_RIM, values }, DRIVER_RIM)))).toEqual({});
  });

  it('are compared at NVDEC 0’s index only while it is on', async () => {
    const values = { ...DRIVER_RIM.values, 35: [firmware('NVDEC')] };
    const files = withRims(VBIOS_RIM, { ...DRIVER_RIM, values });
    expect(troubles(await appraised([item()], files))).toEqual({});
    const fields = { ...GPU_FIELDS, 11: Uint8Array.of(0xaa) };
    expect(troubles(await appraised([item(chain, { fields })], files))).toMatchObject({ 'nvidia.rim.driver': 'fail' });
  });

  it('of one version may be several: one full match is enough', async () => {
    const other = { ...VBIOS_RIM, values: { 1: [firmware('another board')] } };
    expect(troubles(await appraised([item()], withRims(other, VBIOS_RIM, DRIVER_RIM)))).toEqual({});
    expect(troubles(await appraised([item()], withRims(VBIOS_RIM, other, DRIVER_RIM)))).toEqual({});
  });

  it.each([
    ['another version', { version: '96.00.5E.00.02' }],
    ['another product', { product: 'GB100' }],
  ])('of %s say nothing about this device', async (_, change) => {
    const result = await appraised([item()], withRims({ ...VBIOS_RIM, ...change }, DRIVER_RIM));
    expect(troubles(result)).toMatchObject({ 'nvidia.rim.vbios': 'unknown' });
    expect(fact(result, 'nvidia.rim.vbios', 'because')).toBe('no-reference-file');
    expect(Object.values(troubles(result))).not.toContain('fail');
  });

  it('with an expired signer warn with the date, and still count', async () => {
    const now = parseRfc3339('2027-08-01T00:00:00Z', 'now');
    const dates = { thisUpdate: '2027-07-31T00:00:00Z', nextUpdate: '2027-08-07T00:00:00Z' };
    const files = [VBIOS_RIM, DRIVER_RIM].map((request) => rim(rimFile(request)));
    const endorsements = [...answersFor(chain, dates), ...rimAnswers(rimChain(), dates), ...files];
    const result = await appraised([item()], { now, endorsements });
    expect(troubles(result)).toEqual({ 'nvidia.rim.dates': 'warn' });
    expect(fact(result, 'nvidia.rim.dates', 'until')).toBe('2027-06-01T00:00:00.000Z');
  });

  it('with a signer that is not yet valid point to this computer’s clock', async () => {
    const now = parseRfc3339('2025-05-01T00:00:00Z', 'now');
    const result = await appraised([item()], { now, ...withRims(VBIOS_RIM, DRIVER_RIM) });
    expect(fact(result, 'nvidia.rim.dates', 'because')).toBe('clock-behind');
  });

  it.each([
    ['forged', rimFile(forged)],
    ['damaged', rimFile().slice(0, 900)],
    ['of another root', rimFile({ ...VBIOS_RIM, chain: rimChain({ seed: 'somebody else' }) })],
    ['no XML', new TextEncoder().encode('<html>')],
  ])('that are %s are as good as none from a site, and refused at a terminal', async (_, bytes) => {
    const endorsements = [...answersFor(chain), ...rimAnswers(), rim(bytes), rim(rimFile(DRIVER_RIM))];
    const site = troubles(await appraised([item()], { endorsements }));
    expect(site).toMatchObject({ 'nvidia.rim.vbios': 'unknown' });
    expect(Object.keys(site)).not.toContain('nvidia.rim.signature');
    expect(Object.values(site)).not.toContain('fail');
    const caller = troubles(await appraised([item()], { endorsements, ...terminal }));
    expect(caller).toMatchObject({ 'nvidia.rim.signature': 'fail', 'nvidia.rim.vbios': 'unknown' });
  });

  it('of a newer form are distinguished from damaged ones', async () => {
    const later = (text: string): string =>
      text.replace('type="Measurement"', 'xmlns:n="urn:later" n:least="2" type="Measurement"');
    const endorsements = suppliedBy('site', [rim(rimFile({ ...VBIOS_RIM, alter: later }))]);
    const result = await appraised([item()], { endorsements });
    expect(fact(result, 'nvidia.rim.signature', 'because')).toBe('newer-than-this-release');
  });

  it('for other devices say nothing about what this one’s omit', async () => {
    const other: RimRequest = { product: 'LS10', version: '1', values: { 20: [firmware('of a switch')] } };
    const extra = { ...MEASUREMENTS, 21: firmware('not listed') };
    const result = await appraised([item(chain, { measurements: extra })], withRims(VBIOS_RIM, DRIVER_RIM, other));
    expect(fact(result, 'nvidia.rim.vbios', 'unlisted')).toBe('20');
    expect(result.claims?.details['device 0 indices in no reference file']).toBe('20');
  });

  it('that differ name the index in each device’s details', async () => {
    const second = deviceChain({ device: '1' });
    const measurements = { ...MEASUREMENTS, 3: firmware('changed') };
    const result = await appraised([item(chain), item(second, { measurements })], withRims(VBIOS_RIM, DRIVER_RIM));
    expect(result.claims?.details).toMatchObject({
      'device 0 indices as published': '1, 2, 3, 9, 10',
      'device 1 indices as published': '1, 3, 9, 10',
      'device 1 indices that differ': '2',
    });
    expect(result.claims?.details).not.toHaveProperty(['device 0 indices that differ']);
  });

  it('that are all unusable leave their signature unknown', async () => {
    const result = await appraised([item()], { endorsements: suppliedBy('site', [rim(rimFile(forged))]) });
    expect(troubles(result)).toMatchObject({ 'nvidia.rim.signature': 'unknown' });
    expect(fact(result, 'nvidia.rim.signature', 'from')).toBe('site');
  });

  it.each(['revoked', 'hold'] as const)('whose signer is %s are not used', async (status) => {
    const { signer, issuer } = rimChain();
    const bad = ocsp(ocspResponse({ about: signer, issuer, status }));
    const endorsements = [...answersFor(chain), bad, rim(rimFile(VBIOS_RIM)), rim(rimFile(DRIVER_RIM))];
    expect(troubles(await appraised([item()], { endorsements }))).toMatchObject({
      'nvidia.rim.revocation': 'unknown',
      'nvidia.rim.vbios': 'unknown',
      'nvidia.rim.driver': 'unknown',
    });
    const caller = troubles(await appraised([item()], { endorsements, ...terminal }));
    expect(caller).toMatchObject({ 'nvidia.rim.revocation': 'fail' });
  });

  it('are examined up to their maximum number, and no further', async () => {
    const many = Array.from({ length: 20 }, () => ({ ...VBIOS_RIM, version: '1' }));
    const result = await appraised([item()], withRims(...many, VBIOS_RIM, DRIVER_RIM));
    expect(troubles(result)).toMatchObject({ 'nvidia.rim.vbios': 'unknown' });
  });
});

describe('firmware that the report does not name', () => {
  it('has no reference file', async () => {
    const fields = without(GPU_FIELDS, 6);
    const result = await appraised([item(chain, { fields })], withRims(VBIOS_RIM, DRIVER_RIM));
    expect(troubles(result)).toMatchObject({ 'nvidia.rim.vbios': 'unknown' });
    expect(fact(result, 'nvidia.rim.vbios', 'supplied')).toBe(`${VBIOS}, ${DRIVER}`);
  });
});

describe('the nonce', () => {
  it('cannot be supplied by reference files', async () => {
    const asked = { visit: { expected: { reportData: null, nonce: nonce.map((byte) => byte ^ 1) } } };
    expect(troubles(await appraised([item()], { ...withRims(VBIOS_RIM, DRIVER_RIM), ...asked }))).toEqual({
      'freshness.nonce': 'fail',
    });
  });
});
