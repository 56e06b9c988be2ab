// Covers: taken.ts, named.ts, appraise-dropped.ts
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { found, text } from '../../../testing/screens/samples.ts';
import { needKey, pinnedAnchors, toBase64, toHex, type Anchors, type Endorsement } from '../../verifier/index.ts';
import { chainPem, deviceChain, sdkList, spdmReport } from '../../verifier/testing/nvidia/devices.ts';
import { anchors, answersFor, item, listOf, nonce, now, RIMS, rimAnswers } from '../../verifier/testing/nvidia/appraised.ts';
import { appraiseDropped, teeOf, type Appraised } from './appraise-dropped.ts';
import { look, recognise } from './recognise.ts';
import { takeFile, withAdded } from './taken.ts';

const chain = deviceChain();
const list = sdkList(item(chain));
const report = spdmReport({ nonce, chain });
const answers = [...answersFor(chain), ...rimAnswers()].map(({ bytes }) => bytes);
const rims = RIMS.map(({ bytes }) => bytes);

/** Evidence of a GPU to which files are added one after the other, as on the page. */
function desk(evidence: Uint8Array, roots: Anchors = anchors) {
  let added: readonly Endorsement[] = [];
  const appraised = (): Promise<Appraised> =>
    appraiseDropped({ ...found(evidence), attachments: [] }, { anchors: roots, references: [] }, added, null, now);
  return {
    appraised,
    missing: async () => (await appraised()).missing.map(needKey),
    /** @returns why it was not used; null where it was */
    async add(file: Uint8Array): Promise<string | null> {
      const tee = teeOf('nvidia-gpu');
      if (tee === undefined) throw new Error('no such TEE');
      const supplied = takeFile(tee, (await appraised()).needs, null, file);
      if ('why' in supplied) return supplied.why;
      added = withAdded(added, supplied.taken);
      return null;
    },
  };
}

describe('what NVIDIA says about a device, added separately', () => {
  it('is listed as missing while it is, in any order, and nothing is once all of it was added', async () => {
    const one = desk(list);
    expect(await one.missing()).toEqual([
      'nvidia-gpu.rim?part=vbios&version=96.00.5E.00.01',
      'nvidia-gpu.rim?part=driver&version=590.12',
      'nvidia-gpu.ocsp?certificates=3',
    ]);
    for (const file of [...answers, ...rims]) expect(await one.add(file)).toBeNull();
    expect(await one.missing()).toEqual([]);
    const { result } = await one.appraised();
    expect(result.vector).toMatchObject({ hardware: 'affirming', configuration: 'affirming' });
  });

  it('is taken in the forms in which people keep it', async () => {
    for (const form of [(bytes: Uint8Array) => text(toHex(bytes)), (bytes: Uint8Array) => text(toBase64(bytes))]) {
      const one = desk(list);
      for (const file of [...rims, ...answers]) expect(await one.add(form(file))).toBeNull();
      expect(await one.missing()).toEqual([]);
    }
  });

  it('coexists with others of its kind: a second file does not replace the first', async () => {
    const one = desk(list);
    for (const file of rims) await one.add(file);
    expect(await one.missing()).toEqual(['nvidia-gpu.ocsp?certificates=6']);
  });

  it('may be a published list in place of the answers about certificates on it', async () => {
    const one = desk(list);
    for (const file of [listOf(chain, 'identity'), listOf(chain, 'root')]) expect(await one.add(file.bytes)).toBeNull();
    expect(await one.missing()).toContain('nvidia-gpu.ocsp?certificates=1');
    expect(await one.add(listOf(chain, 'root', { nextUpdate: '2026-06-01T11:00:00Z' }).bytes)).toBeNull();
    expect(await one.missing()).toContain('nvidia-gpu.ocsp?certificates=2');
  });

  it('that has expired is missing again', async () => {
    const one = desk(list);
    for (const { bytes } of answersFor(chain, { nextUpdate: '2026-06-01T11:00:00Z' })) await one.add(bytes);
    expect(await one.missing()).toContain('nvidia-gpu.ocsp?certificates=3');
  });

  it.each([
    ['PEM', text(chainPem(chain))],
    ['base64 of it', text(toBase64(text(chainPem(chain))))],
  ])('are the certificates of a bare report (%s), and no others are asked about before', async (_, file) => {
    const one = desk(report);
    expect(await one.missing()).toContain('nvidia-gpu.chain');
    expect((await one.missing()).join()).not.toContain('ocsp');
    expect(await one.add(file)).toBeNull();
    expect(await one.missing()).toContain('nvidia-gpu.ocsp?certificates=3');
    expect((await one.appraised()).result.claims).not.toBeNull();
  });

  it.each([
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2, 3, 4), /has no use for it/],
    [
      'a reference file with a comment',
      text('<SoftwareIdentity><!-- no --></SoftwareIdentity>'),
      /reference file that Sealmark cannot read/,
    ],
    [
      'an answer that is none',
      Uint8Array.of(0x30, 0x03, 0x0a, 0x01, 0x06),
      /OCSP answer that Sealmark cannot read.*not successful/,
    ],
    ['certificates that it has already', text(chainPem(chain)), /has the certificates of its devices inside/],
  ])('is not taken where it is %s, and why', async (_, file, why) => {
    expect(await desk(list).add(file)).toMatch(why);
  });
});

describe('dropped by itself', () => {
  it.each([
    ['the certificates of a device', text(chainPem(chain)), 'nvidia-chain'],
    ['the same in base64', text(toBase64(text(chainPem(chain)))), 'nvidia-chain'],
    ['one certificate in DER', chain.provisioner.certificate, 'nvidia-chain'],
    ['an answer about revocation', answers[0] ?? new Uint8Array(), 'ocsp-response'],
    ['the same in base64', text(toBase64(answers[0] ?? new Uint8Array())), 'ocsp-response'],
    ['an answer that none could be had', Uint8Array.of(0x30, 0x03, 0x0a, 0x01, 0x06), 'ocsp-response'],
    ['a published list', listOf(chain, 'root').bytes, 'revocation-list'],
    ['a reference file', rims[0] ?? new Uint8Array(), 'nvidia-rim'],
  ])('%s is called what it is, and no evidence', (_, bytes, name) => {
    expect(recognise(bytes)).toBeNull();
    expect(look(bytes).named?.name).toBe(name);
  });
});

const RECORDED = '../shared/recordings/gpu';
describe.skipIf(!existsSync(RECORDED))('recorded', () => {
  const file = (name: string): Uint8Array => new Uint8Array(readFileSync(`${RECORDED}/${name}`));

  it('a genuine report takes its certificates and reference files one by one', async () => {
    const one = desk(file('hopperAttestationReport.txt'), pinnedAnchors);
    expect(await one.add(file('hopperCertChain.txt'))).toBeNull();
    expect(await one.add(file('1010_0200_882_96005E0001_PROD.swidtag'))).toBeNull();
    expect(await one.missing()).toEqual(['nvidia-gpu.rim?part=driver&version=535.86.09', 'nvidia-gpu.ocsp?certificates=6']);
  });

  it('a chain and a reference file are named for what they are', () => {
    expect(look(file('blackwellCertChain.txt')).named?.name).toBe('nvidia-chain');
    expect(look(file('NV_GPU_DRIVER_GH100_550.144.03.xml')).named?.name).toBe('nvidia-rim');
  });
});
