import { describe, expect, it } from 'vitest';
import { needKey, suppliedBy, type Endorsement } from '../../endorsement.ts';
import {
  chainPem,
  deviceChain,
  GPU_FIELDS,
  sdkList,
  spdmReport,
  SWITCH_FIELDS,
  without,
  type ListItem,
} from '../../testing/nvidia/devices.ts';
import { answersFor, crl, item, listOf, nonce, now, ocsp, rim, RIMS, rimAnswers } from '../../testing/nvidia/appraised.ts';
import { rimChain, rimFile, VBIOS_RIM } from '../../testing/nvidia/rim-writer.ts';
import { instant } from '../../time.ts';
import { readEvidence } from './evidence.ts';
import { looksLikeOcsp, missingOf, needsOf, readPart } from './need.ts';

const chain = deviceChain();
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const evidenceOf = (...items: readonly ListItem[]) => readEvidence(sdkList(...items));
const own = evidenceOf(item(chain));
const bare = readEvidence(spdmReport({ nonce, chain }));
const pem: Endorsement = { need: { kind: 'nvidia-gpu.chain' }, bytes: ascii(chainPem(chain)) };
const VBIOS = 'nvidia-gpu.rim?part=vbios&version=96.00.5E.00.01';
const DRIVER = 'nvidia-gpu.rim?part=driver&version=590.12';
const answers = (count: number): string => `nvidia-gpu.ocsp?certificates=${String(count)}`;

const needs = (evidence = own, ...files: readonly Endorsement[]): readonly string[] =>
  needsOf(evidence, suppliedBy('caller', files)).map(needKey);
const missing = (evidence = own, ...files: readonly Endorsement[]): readonly string[] =>
  missingOf(evidence, suppliedBy('caller', files), now).map(needKey);

describe('what reports need', () => {
  it('is a reference file for each version, once, and an answer about each certificate between leaf and root, once', () => {
    expect(needs()).toEqual([VBIOS, DRIVER, answers(3)]);
    const other = deviceChain({ device: '1' });
    // The second device shares all but the boot ROM's certificate.
    expect(needs(evidenceOf(item(chain), item(other)))).toEqual([VBIOS, DRIVER, answers(4)]);
  });

  it('is also the answers about the signers of the files that were supplied, without their root', () => {
    expect(needs(own, ...RIMS)).toEqual([VBIOS, DRIVER, answers(6)]);
    const second = rimFile({ ...VBIOS_RIM, chain: rimChain({ seed: 'another' }) });
    expect(needs(own, ...RIMS, rim(second))).toEqual([VBIOS, DRIVER, answers(9)]);
  });

  it('is the chain of a bare report, and no answer until it is known, or if it cannot be read', () => {
    expect(needs(bare)).toEqual(['nvidia-gpu.chain', VBIOS, DRIVER]);
    expect(needs(bare, pem)).toEqual(['nvidia-gpu.chain', VBIOS, DRIVER, answers(3)]);
    expect(needs(bare, { ...pem, bytes: ascii('-----BEGIN') })).toEqual(['nvidia-gpu.chain', VBIOS, DRIVER]);
  });

  it('is the chain where only one of several devices has none', () => {
    const [first] = bare.devices;
    const { devices, statedNonces } = own;
    expect(needs({ devices: [...devices, first], statedNonces })).toEqual(['nvidia-gpu.chain', VBIOS, DRIVER, answers(3)]);
  });

  it('is no file for a version that is not stated, or of a device that is newer than this release', () => {
    expect(needs(evidenceOf(item(chain, { fields: SWITCH_FIELDS })))).toEqual([
      'nvidia-gpu.rim?part=vbios&version=96.10.55.00.01',
      answers(3),
    ]);
    expect(needs(evidenceOf(item(chain, { fields: without(GPU_FIELDS, 6) })))).toEqual([DRIVER, answers(3)]);
    expect(needs(evidenceOf(item(chain, { opaqueData: ascii('NVDAOD') })))).toEqual([answers(3)]);
  });
});

describe('what is missing', () => {
  it('is everything, then nothing', () => {
    expect(missing()).toEqual([VBIOS, DRIVER, answers(3)]);
    expect(missing(own, ...RIMS)).toEqual([answers(6)]);
    expect(missing(own, ...RIMS, ...answersFor(chain), ...rimAnswers())).toEqual([]);
    expect(missing(bare)).toEqual(['nvidia-gpu.chain', VBIOS, DRIVER]);
    expect(missing(bare, pem)).toEqual([VBIOS, DRIVER, answers(3)]);
  });

  it.each([
    ['an answer that ended', answersFor(chain, { nextUpdate: '2026-06-01T11:59:59Z' })],
    ['an answer without an end', answersFor(chain, { nextUpdate: null })],
    ['an answer that cannot be read', [ocsp(ascii('x'))]],
    ['a list that ended', [listOf(chain, 'identity', { nextUpdate: '2026-06-01T11:59:59Z' })]],
    ['a list without an end', [listOf(chain, 'identity', { nextUpdate: null })]],
    ['a list that cannot be read', [crl(ascii('x'))]],
  ])('is not less for %s', (_, files) => {
    expect(missing(own, ...files)).toContain(answers(3));
  });

  it('is not asked for again until the second after an answer or a list ends', () => {
    const atTheEnd = (files: readonly Endorsement[], later: number): string | undefined =>
      missingOf(own, suppliedBy('caller', files), instant(now + later))
        .map(needKey)
        .at(-1);
    const ending = { nextUpdate: '2026-06-01T12:00:00Z' };
    expect(atTheEnd(answersFor(chain, ending), 0)).toBe(DRIVER);
    expect(atTheEnd(answersFor(chain, ending), 1)).toBe(answers(3));
    expect(atTheEnd([listOf(chain, 'identity', ending)], 0)).toBe(answers(2));
    expect(atTheEnd([listOf(chain, 'identity', ending)], 1)).toBe(answers(3));
  });

  it('is not a file of the stated version, whoever signed it: that is examined when it is used', () => {
    expect(missing(own, rim(rimFile(VBIOS_RIM)))).toEqual([DRIVER, answers(6)]);
    expect(missing(own, rim(rimFile({ ...VBIOS_RIM, version: '1' })))).toEqual([VBIOS, DRIVER, answers(6)]);
    expect(missing(own, rim(ascii('<')))).toEqual([VBIOS, DRIVER, answers(3)]);
  });
});

describe('a file by itself', () => {
  const needOf = (bytes: Uint8Array): string | undefined => {
    const part = readPart(bytes);
    return part !== undefined && 'endorsement' in part ? needKey(part.endorsement.need) : undefined;
  };

  it('is a reference file under its product, version and signature', () => {
    const [first, second] = [rimFile(VBIOS_RIM), rimFile({ ...VBIOS_RIM, product: 'GB100' })];
    expect(needOf(first)).toMatch(/^nvidia-gpu\.rim\?product=GH100&signature=[0-9a-f]{16}&version=96\.00\.5E\.00\.01$/);
    expect(needOf(second)).toMatch(/product=GB100/);
  });

  it('is an answer under what it answers, and a list under its issuer', () => {
    const about = answersFor(chain).map(({ bytes }) => needOf(bytes));
    expect(new Set(about).size).toBe(3);
    for (const one of about) expect(one).toMatch(/^nvidia-gpu\.ocsp\?about=[0-9a-f]{16}-[0-9a-f]+$/);
    // A newer answer about the same replaces the older one.
    expect(answersFor(chain, { status: 'revoked' }).map(({ bytes }) => needOf(bytes))).toEqual(about);
    expect(needOf(listOf(chain, 'root').bytes)).toMatch(/^nvidia-gpu\.crl\?issuer=30[0-9a-f]+$/);
  });

  it.each([
    ['a reference file that is none', ascii('<SoftwareIdentity/>'), 'reference file'],
    ['an answer that is none', Uint8Array.of(0x30, 0x03, 0x0a, 0x01, 0x06), 'answer about revocation'],
  ])('says where and why it cannot be used: %s', (_, bytes, what) => {
    const part = readPart(bytes);
    expect(part).toMatchObject({ what });
    expect(part !== undefined && 'why' in part && [part.field, part.why].every((word) => word.length > 0)).toBe(true);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['one byte', Uint8Array.of(0x30)],
    ['another SEQUENCE', Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x06)],
    ['a text', ascii('0')],
  ])('is nothing of NVIDIA’s if it is %s', (_, bytes) => {
    expect(readPart(bytes)).toBeUndefined();
  });
});

describe('what looks like an answer', () => {
  it.each([
    [true, 'a short one', [0x30, 0x03, 0x0a, 0x01, 0x00]],
    [true, 'one whose length takes a byte', [0x30, 0x81, 0x80, 0x0a, 0x01, 0x00]],
    [true, 'one whose length takes two', [0x30, 0x82, 0x01, 0x00, 0x0a, 0x01, 0x00]],
    [true, 'one of 127 bytes', [0x30, 0x7f, 0x0a, 0x01, 0x00]],
    [false, 'another element', [0x31, 0x03, 0x0a, 0x01, 0x00]],
    [false, 'an integer first', [0x30, 0x03, 0x02, 0x01, 0x00]],
    [false, 'an enumeration of two bytes', [0x30, 0x04, 0x0a, 0x02, 0x00, 0x00]],
    [false, 'nothing', []],
  ])('%s: %s', (looks, _, bytes) => {
    expect(looksLikeOcsp(Uint8Array.from(bytes))).toBe(looks);
  });
});
