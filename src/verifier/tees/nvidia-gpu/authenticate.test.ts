import { describe, expect, it } from 'vitest';
import { toHex } from '../../bytes/hex.ts';
import { p384Key } from '../../testing/keys.ts';
import { troubles } from '../../testing/appraise-case.ts';
import {
  deviceChain,
  firmware,
  GPU_FIELDS,
  nvidiaPayload,
  sdkList,
  spdmReport,
  SWITCH_FIELDS,
  type DeviceChain,
} from '../../testing/nvidia/devices.ts';
import {
  answersFor,
  EVERYTHING,
  item,
  appraised,
  appraisedBytes,
  nonce,
  rim,
  rimAnswers,
} from '../../testing/nvidia/appraised.ts';
import { DRIVER_RIM, rimFile, VBIOS_RIM } from '../../testing/nvidia/rim-writer.ts';
import { noAnchors } from '../../testing/attester.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A chain of replaced certificates, as a list of one device. */
function withPem(chain: DeviceChain, locations: readonly (keyof DeviceChain)[]): Uint8Array {
  const whole = JSON.parse(new TextDecoder().decode(sdkList(item(chain)))) as { certificate: string }[];
  const blocks = atob(whole[0]?.certificate ?? '').split(/(?=-----BEGIN)/);
  const all: readonly (keyof DeviceChain)[] = ['leaf', 'brom', 'provisioner', 'identity', 'root'];
  const pem = locations.map((location) => blocks[all.indexOf(location)] ?? '').join('');
  return ascii(JSON.stringify(whole.map((one) => ({ ...one, certificate: btoa(pem) }))));
}

describe('a GPU with everything stapled', () => {
  it('is affirmed in hardware, configuration and freshness, and marked as simulated under test roots', async () => {
    const result = await appraised();
    expect(troubles(result)).toEqual({});
    expect(result.vector).toMatchObject({ hardware: 'affirming', configuration: 'affirming', freshness: 'affirming' });
    expect(result.simulated).toEqual(['test RIM root', 'test device root']);
    expect(result.goodUntil).toBe('2026-06-02T12:00:00.000Z');
  });

  it('claims its measurements, its nonce, and the report’s facts about the device', async () => {
    const { claims } = await appraised();
    expect(claims).toMatchObject({ reportData: null, nonce: toHex(nonce), debug: false });
    expect(claims?.measurements).toHaveLength(64);
    expect(claims?.measurements.find(({ register }) => register === 'DEVICE0_9')?.value).toBe(toHex(firmware('index 9')));
    expect(claims?.details).toMatchObject({
      devices: 1,
      'device 0 chip': 'GH100',
      'device 0 driver': '590.12',
      'device 0 vbios': '96.00.5E.00.01',
      'device 0 mode': 'SPT',
      'device 0 indices as published': '1, 2, 3, 9, 10',
    });
  });

  it('is the same in NRAS’s request, and as a report with its chain attached', async () => {
    expect(troubles(await appraisedBytes(nvidiaPayload(nonce, item())))).toEqual({});
    const chain = { need: { kind: 'nvidia-gpu.chain' }, bytes: ascii(pemOf(deviceChain())) };
    expect(troubles(await appraisedBytes(spdmReport({ nonce }), { endorsements: [chain, ...EVERYTHING] }))).toEqual({});
  });

  it('is Blackwell, with that generation’s certificate form', async () => {
    const chain = deviceChain({ chip: 'GB100' });
    const rims = ['96.00.5E.00.01', '590.12'].map((version) => ({
      need: { kind: 'nvidia-gpu.rim' },
      bytes: rimFile({ ...VBIOS_RIM, version, product: 'GB100', ...(version === '590.12' ? driverValues : {}) }),
    }));
    expect(troubles(await appraised([item(chain)], { endorsements: [...EVERYTHING, ...answersFor(chain), ...rims] }))).toEqual(
      {},
    );
  });

  it('is of a chip family; its report names the chip in the reference files', async () => {
    const chain = deviceChain({ chip: 'GB20X' });
    const rims = [VBIOS_RIM, DRIVER_RIM].map((file) => rim(rimFile({ ...file, product: 'GB202' })));
    const fields = { ...GPU_FIELDS, 35: new TextEncoder().encode('GB202\0') };
    const endorsements = [...rims, ...rimAnswers(), ...answersFor(chain)];
    const result = await appraised([item(chain, { fields })], { endorsements });
    expect(troubles(result)).toEqual({});
    expect(result.claims?.details['device 0 chip']).toBe('GB20X');
    expect(troubles(await appraised([item(chain)], { endorsements }))).toMatchObject({ 'nvidia.rim.vbios': 'unknown' });
  });

  it('is several devices, including switches', async () => {
    const other = deviceChain({ device: '1' });
    const bridge = deviceChain({ chip: 'LS_10' });
    const file = {
      need: { kind: 'nvidia-gpu.rim' },
      bytes: rimFile({ ...VBIOS_RIM, product: 'LS10', version: '96.10.55.00.01' }),
    };
    const result = await appraised([item(), item(other), item(bridge, { fields: SWITCH_FIELDS })], {
      endorsements: [...EVERYTHING, ...answersFor(other), ...answersFor(bridge), file],
    });
    // A switch does not report whether debugging is off; its whole reference file matches.
    expect(troubles(result)).toEqual({});
    expect(result.claims?.details).toMatchObject({ devices: 3, 'device 2 kind': 'nvswitch' });
  });
});

const driverValues = { values: { 9: [firmware('index 9')], 10: [firmware('index 10')] } };
const pemOf = (chain: DeviceChain): string => {
  const whole = JSON.parse(new TextDecoder().decode(sdkList(item(chain)))) as { certificate: string }[];
  return atob(whole[0]?.certificate ?? '');
};

describe('a chain', () => {
  it.each([
    ['of four', ['leaf', 'brom', 'provisioner', 'root']],
    ['of four, without its root', ['leaf', 'brom', 'provisioner', 'identity']],
    ['of six', ['leaf', 'brom', 'provisioner', 'identity', 'identity', 'root']],
    ['in the other order', ['root', 'identity', 'provisioner', 'brom', 'leaf']],
    ['with a certificate left out in the middle', ['leaf', 'provisioner', 'identity', 'root', 'root']],
  ] as const)('%s is not NVIDIA’s', async (_, locations) => {
    const result = await appraisedBytes(withPem(deviceChain(), locations));
    expect(troubles(result)['nvidia.chain.certificates']).toBe('fail');
    expect(result.claims).toBeNull();
    expect(result.vector.hardware).toBe('contraindicated');
  });

  it('is the same with the zeros left in its buffer, but not with zeros elsewhere', async () => {
    const certificates = (alter: (pem: string) => string): Uint8Array => {
      const whole = JSON.parse(new TextDecoder().decode(sdkList(item()))) as { certificate: string }[];
      return ascii(JSON.stringify(whole.map((one) => ({ ...one, certificate: btoa(alter(atob(one.certificate))) }))));
    };
    expect(troubles(await appraisedBytes(certificates((pem) => `${pem}${'\0'.repeat(300)}`)))).toEqual({});
    for (const alter of [(pem: string) => `\0${pem}`, (pem: string) => `${pem}\0\n\0`, () => '\0'])
      expect((await appraisedBytes(certificates(alter))).tee).toBeNull();
  });

  it('under a different root of the same name is not NVIDIA’s', async () => {
    const result = await appraised([item(deviceChain({ seed: 'somebody else' }))]);
    expect(troubles(result)).toMatchObject({ 'nvidia.chain.root': 'fail' });
    expect(troubles(result)).not.toHaveProperty(['nvidia.chain.certificates']);
    expect(result.claims).toBeNull();
    expect(result.simulated).toEqual([]);
  });

  it.each(['leaf', 'brom', 'provisioner', 'identity'] as const)('whose %s somebody else signed is refused', async (location) => {
    const result = await appraised([item(deviceChain({ signWith: { [location]: p384Key('stranger') } }))]);
    expect(troubles(result)).toMatchObject({ 'nvidia.chain.certificates': 'fail' });
  });

  it.each([
    ['leaf', { ca: true }],
    ['brom', { ca: false }],
    ['provisioner', { pathLength: 0 }],
    ['identity', { notAfter: '2026-05-31T00:00:00Z' }],
    ['identity', { notBefore: '2026-06-02T00:00:00Z' }],
    ['leaf', { without: ['2.5.29.15'] }],
  ] as const)('whose %s is %j is refused', async (location, change) => {
    const result = await appraised([item(deviceChain({ alter: { [location]: change } }))]);
    expect(troubles(result)).toMatchObject({ 'nvidia.chain.certificates': 'fail' });
  });

  it('of another device type is grey: this release does not know it', async () => {
    const chain = deviceChain({ alter: { leaf: { subject: 'CX7 A01 FMC LF' } } });
    const result = await appraised([item(chain)]);
    expect(troubles(result)).toMatchObject({ 'nvidia.chain.model': 'unknown' });
    expect(result.vector).toMatchObject({ hardware: 'none', configuration: 'none' });
  });

  it('that is missing leaves everything unknown', async () => {
    const result = await appraisedBytes(spdmReport({ nonce }));
    expect(result.claims).toBeNull();
    expect(result.vector.hardware).toBe('none');
  });

  it('that is attached but unreadable counts as missing', async () => {
    const chain = { need: { kind: 'nvidia-gpu.chain' }, bytes: ascii('-----BEGIN') };
    const result = await appraisedBytes(spdmReport({ nonce }), { endorsements: [chain] });
    expect([result.claims, result.vector.hardware]).toEqual([null, 'none']);
  });

  it('is never accepted without an anchor', async () => {
    const result = await appraised([item()], { anchors: noAnchors });
    expect([result.claims, result.vector.hardware]).toEqual([null, 'contraindicated']);
  });
});
