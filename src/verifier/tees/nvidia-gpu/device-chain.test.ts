// Covers: device-chain.ts, pairs.ts
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../testing/appraise-case.ts';
import { now } from '../../testing/nvidia/appraised.ts';
import { chainPem, deviceChain } from '../../testing/nvidia/devices.ts';
import { toPem } from '../../testing/der-writer.ts';
import { refusalOf } from '../../testing/refusal.ts';
import { modelOf, readDeviceChain, verifyDeviceChain } from './device-chain.ts';
import { pairs } from './pairs.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const chainOf = (subject: string) => readDeviceChain(ascii(chainPem(deviceChain({ alter: { leaf: { subject } } }))));

describe('the model of a device', () => {
  it.each([
    ['GH100 A01 GSP FMC LF', { kind: 'gpu', chip: 'GH100' }],
    ['GB100 B02 GSP FMC LF', { kind: 'gpu', chip: 'GB100' }],
    ['GB20X A01 FSP FMC LF', { kind: 'gpu', chip: 'GB20X' }],
    ['LS_10 A01 FSP FMC LF', { kind: 'nvswitch', chip: 'LS10' }],
    ['LS10 A01 GSP FMC LF', { kind: 'nvswitch', chip: 'LS10' }],
    ['CX7 A01 FMC LF', undefined],
    ['GH100 A01 GSP FMC LF 2', undefined],
    ['a GH100 A01 GSP FMC LF', undefined],
    ['a LS_10 A01 FSP FMC LF', undefined],
    ['LS_10 A01 FSP FMC LF 2', undefined],
    ['GH10 A01 GSP FMC LF', undefined],
    ['GH100 A01 GSP BROM', undefined],
  ])('is read from the leaf’s name: %s', (subject, model) => {
    expect(modelOf(chainOf(subject))).toEqual(model);
  });

  it('is unknown for a leaf whose name cannot be read', () => {
    const [leaf] = chainOf('GH100 A01 GSP FMC LF');
    expect(leaf && modelOf([{ ...leaf, subject: Uint8Array.of(0x30, 0x01) }])).toBeUndefined();
  });
});

describe('a chain', () => {
  it('without any certificate is too short', async () => {
    expect(await verifyDeviceChain([], now, testCrypto)).toEqual({ holds: false, fault: 'length', at: 0 });
  });

  it('names the certificate that cannot be read', () => {
    const { leaf, brom, provisioner, identity, root } = deviceChain();
    const all = [leaf, brom, provisioner, identity, root, root].map(({ certificate }) => certificate);
    const broken = (at: number): Uint8Array =>
      ascii(toPem('CERTIFICATE', ...all.map((one, index) => (index === at ? Uint8Array.of(0x30, 0x00) : one))));
    const places = all.map((_, at) => refusalOf(() => readDeviceChain(broken(at)))?.split(/[.:]/)[0]);
    expect(places).toEqual(['leaf', 'BROM', 'provisioner', 'identity', 'root', 'certificate']);
  });

  it('is taken apart into each certificate and the one above it', () => {
    const chain = chainOf('GH100 A01 GSP FMC LF');
    expect(pairs(chain)).toEqual([0, 1, 2, 3].map((at) => [chain[at], chain[at + 1]]));
    expect(pairs(chain.slice(0, 1))).toEqual([]);
  });
});
