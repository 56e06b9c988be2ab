import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { samples, text } from '../../../testing/screens/samples.ts';
import { concat, toHex } from '../../verifier/index.ts';
import { deviceRoot } from '../../verifier/testing/nvidia/devices.ts';
import { rimFile } from '../../verifier/testing/nvidia/rim-writer.ts';
import { NAMED_WORDS } from '../words/pages/inspect-files.ts';
import { look, recognise } from './recognise.ts';

const nameOf = (bytes: Uint8Array): string | undefined => look(bytes).named?.name;

const sample = (name: string): Uint8Array => {
  const one = samples.find((each) => each.name === name);
  if (one === undefined) throw new Error('no sample');
  return one.attested.evidence;
};
const snp = sample('snp').slice(0, 1184);
const nitro = sample('nitro');
const nvidiaRoot = deviceRoot().certificate;

/** A report under Azure's header, of this kind. */
function hcl(kind: number): Uint8Array {
  const header = concat(text('HCLA'), new Uint8Array(28));
  return concat(
    header,
    snp,
    Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0, kind, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0),
    text('{}'),
    new Uint8Array(300),
  );
}

describe('what is known but is not evidence by itself', () => {
  it('is no encoding with a letter lost where it is too short for evidence: a file of fingerprints', () => {
    const pcrs = { pcr0: '0'.repeat(96), pcr1: `${'0'.repeat(41)}incorrect${'0'.repeat(43)}`, pcr8: '0'.repeat(95) };
    expect(look(text(JSON.stringify({ file: 'certificate.pem', pcrs })))).toMatchObject({ recognised: null, named: null });
    expect(nameOf(text('0'.repeat(95)))).toBeUndefined();
  });

  it.each([
    ['Azure’s report of a TDX machine', hcl(4), 'azure-tdx-report', /TDX/],
    ['NVIDIA’s reference file', rimFile(), 'nvidia-rim', /reference file/],
    [
      'Azure’s TDX evidence',
      text('{"version":1,"hcl_report":"AA","td_quote":"AA","tpm_quote":{}}'),
      'azure-tdx-evidence',
      /td_quote/,
    ],
    [
      'what NVIDIA’s verifier says of a GPU, as in dstack’s record of a start',
      text('{"claims":[{"measres":"success"}],"detached_eat":[["JWT","a.b.c"],{}],"result_code":0}'),
      'nvidia-token',
      /NVIDIA’s word/,
    ],
    [
      'the keys of NVIDIA’s service, with their certificates',
      text(JSON.stringify({ keys: [{ kty: 'EC', kid: 'nv-eat', x5c: [Buffer.from(nvidiaRoot).toString('base64')] }] })),
      'key-set',
      /JWKS/,
    ],
    [
      'a publisher’s signed list of images',
      text(JSON.stringify([{ PCR0: 'ab'.repeat(48), PCR1: '', PCR2: '', timestamp: 1, signature: 'AAAA'.repeat(32) }])),
      'release-list',
      /publisher’s word/,
    ],
    [
      'an event log',
      text('[{"imr": 0, "event_type": 1, "digest": "", "event": "", "event_payload": ""}]'),
      'event-log',
      /event log/,
    ],
    ['a token of Arm CCA', Uint8Array.of(0xd9, 0x01, 0x8f, 0xa2, 0x19, 0xac, 0xca, 0x41, 0), 'arm-cca-token', /Arm/],
    [
      'its platform part',
      concat(
        Uint8Array.of(0x84, 0x44, 0xa1, 0x01, 0x38, 0x22, 0xa0, 0x58, 0x20),
        text('http://arm.com/CCA-SSD/1.0.0'),
        new Uint8Array(40),
      ),
      'arm-cca-token',
      /Arm/,
    ],
    [
      'another COSE_Sign1',
      concat(Uint8Array.of(0x84, 0x44, 0xa1, 0x01, 0x38, 0x22, 0xa0, 0x58, 0x20), new Uint8Array(80)),
      'cose',
      /not a document of AWS Nitro/,
    ],
  ] as const)('%s is called what it is, and no evidence of another kind', (_name, bytes, named, says) => {
    expect(recognise(bytes)).toBeNull();
    expect(nameOf(bytes)).toBe(named);
    expect(NAMED_WORDS[named]).toMatch(says);
    if (bytes.length > 32) expect(nameOf(text(toHex(bytes)))).toBe(named);
  });

  it('is not used for evidence', () => {
    for (const { attested } of samples) expect(nameOf(attested.evidence)).toBeUndefined();
    expect(nameOf(hcl(2))).toBeUndefined();
  });
});

describe('evidence that was truncated', () => {
  it('is still named for what it was: AWS’s by its payload', () => {
    expect(recognise(nitro.slice(0, -9))?.evidence.type).toBe('nitro-document');
  });

  it.each([2, 3, 4, 5, 6, 9])('is still named for what it was: a SEV-SNP report of version %i', (version) => {
    const report = snp.map((byte, at) => (at === 0 ? version : byte));
    const cut = recognise(report.slice(0, -4));
    expect(cut?.evidence.type).toBe('snp-report');
    expect(cut?.opening.at).toBe('malformed');
  });

  it('is not seen in everything that begins with a small number', () => {
    expect(recognise(concat(Uint8Array.of(4, 0, 0, 0), new Uint8Array(1180)))).toBeNull();
  });
});

describe('a report followed by something', () => {
  const more = concat(snp, Uint8Array.of(0x30, 0x82, 0x05, 0x40), new Uint8Array(1344));

  it('other than a certificate is reported as followed by something', () => {
    expect(recognise(more)?.opening).toMatchObject({ at: 'malformed', why: 'something follows the report (1348 bytes)' });
  });
});

const FORMS = '../shared/recordings/forms';
describe.skipIf(!existsSync(FORMS))('recorded', () => {
  it.each([
    ['44-az-tdx-hcl.bin', 'azure-tdx-report'],
    ['79o-eventlog.json', 'event-log'],
    ['82-cca.cbor', 'arm-cca-token'],
    ['74-ccel.bin', 'binary-event-log'],
  ] as const)('%s is called what it is', (file, named) => {
    const bytes = new Uint8Array(readFileSync(`${FORMS}/${file}`));
    expect(recognise(bytes)).toBeNull();
    expect(nameOf(bytes)).toBe(named);
  });

  it.each(['83o-cca-platform.cbor'])('%s is not called AWS’s', (file) => {
    const bytes = new Uint8Array(readFileSync(`${FORMS}/${file}`));
    expect(recognise(bytes)).toBeNull();
    expect(nameOf(bytes)).toMatch(/^(?:arm-cca-token|cose)$/);
  });

  it.each(['n4-snp-v4-truncated.bin', 'n4-snp-v5-truncated.bin', 'n3-snp-v6.bin'])('%s is shown as a SEV-SNP report', (file) => {
    expect(recognise(new Uint8Array(readFileSync(`${FORMS}/${file}`)))?.evidence.type).toMatch(/^snp/);
  });
});
