// Covers: tinfoil/version-3-june.ts, ../layouts/tinfoil-3-june.ts
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toBase64 } from '../../bytes/base64.ts';
import { concat } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import { noble } from '../../crypto/noble.ts';
import { selfSigned, signX509 } from '../../testing/authority.ts';
import { toPem } from '../../testing/der-writer.ts';
import { endorsementsFor, NOW } from '../../testing/intel/appraised.ts';
import { makeCase } from '../../testing/intel/case.ts';
import { ed25519Key, p256Key, p384Sha256Key, type TestKey } from '../../testing/keys.ts';
import { recordedSites } from '../../testing/site-recordings.ts';
import { answer, answers, appraised, type Surroundings } from '../../testing/visited.ts';
import type { AdapterReply, Asked } from '../adapter.ts';
import { LAYOUTS } from '../layouts.ts';
import { tinfoil } from './tinfoil.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const sha256 = (bytes: Uint8Array): Uint8Array => Uint8Array.from(createHash('sha256').update(bytes).digest());

const nonce = new Uint8Array(32).fill(7);
const hpke = new Uint8Array(32).fill(2);

type Service = { readonly key: TestKey; readonly asked: Asked; readonly around: Surroundings; readonly body: object };

/** An enclave with this TLS key, and its response without the signature. */
function service(key: TestKey): Service {
  const { certificate } = selfSigned({ subject: 'service', key });
  const digest = sha256(concat(sha256(key.spki), hpke, nonce));
  const made = makeCase({ now: NOW, tee: 'tdx', version: 4, tdReport: { reportData: concat(digest, new Uint8Array(32)) } });
  return {
    key,
    asked: { origin: 'https://a.test', nonce, connection: { spki: key.spki, certificate } },
    around: { anchors: made.anchors, now: NOW, endorsements: endorsementsFor(made) },
    body: {
      format: 'https://tinfoil.sh/predicate/attestation/v3',
      report_data: { tls_key_fp: toHex(sha256(key.spki)), hpke_key: toHex(hpke), nonce: toHex(nonce) },
      cpu: { platform: 'tdx', report: toBase64(made.evidence) },
      certificate: toPem('CERTIFICATE', certificate),
      signature: '',
    },
  };
}

/** The response, signed with this key over the text as it is sent. */
function signed(body: object, key: TestKey): string {
  const sent = JSON.stringify(body);
  return sent.replace(/"signature":""\}$/, `"signature":"${toBase64(signX509(key, text(sent)))}"}`);
}

const own = service(p384Sha256Key('service'));
const genuine = signed(own.body, own.key);
const proven = { binding: 'pass', origin: 'not-applicable', nonce: 'pass', channel: 'pass' } as const;

const answersTo = (sent: string, { asked, around }: Service = own): ReturnType<typeof answers> =>
  answers(tinfoil, [answer(sent)], asked, around);

async function isFlawed(reply: AdapterReply, asked: Asked): Promise<boolean> {
  const reading = tinfoil.read([reply], asked);
  if (reading.at !== 'read' || reading.document.binding === null) throw new Error('not read');
  const { binding } = reading.document;
  return (await LAYOUTS[binding.layout].expected(noble, binding)).flaw !== undefined;
}

describe('the signature over a response of June 2026', () => {
  it.each(recordedSites('tinfoil', 'tinfoil-attestation'))(
    '%s holds as it was received, and with no byte more inside',
    async (_, site) => {
      expect(await isFlawed(site.reply, site.asked)).toBe(false);
      const [open = 0, ...rest] = site.reply.bytes;
      const bytes = Uint8Array.of(open, 0x20, ...rest);
      expect(await isFlawed({ ...site.reply, bytes }, site.asked)).toBe(true);
    },
  );

  it.each([
    ['P-384, as Tinfoil’s', p384Sha256Key('service')],
    ['P-256', p256Key('service')],
  ])('by a key of %s is verified', async (_, key) => {
    const other = service(key);
    expect(await answersTo(signed(other.body, key), other)).toEqual(proven);
  });

  it('does not cover white space around the response, which the service adds after signing', async () => {
    expect(await answersTo(`\n${genuine}\r\n`)).toEqual(proven);
  });

  const stranger = p384Sha256Key('stranger');
  const theirs = toPem('CERTIFICATE', selfSigned({ subject: 'service', key: stranger }).certificate);
  const without = (name: string): string => JSON.stringify({ ...own.body, [name]: undefined });

  it.each([
    ['that is missing', without('signature')],
    ['that is empty', JSON.stringify(own.body)],
    ['that is no base64', JSON.stringify({ ...own.body, signature: '?' })],
    ['that is no string', JSON.stringify({ ...own.body, signature: null })],
    ['that is not DER', JSON.stringify({ ...own.body, signature: toBase64(own.key.sign(text(JSON.stringify(own.body)))) })],
    ['without a certificate', without('certificate')],
    ['beside what is no certificate', signed({ ...own.body, certificate: 'x' }, own.key)],
    ['by another key under its own certificate', signed({ ...own.body, certificate: theirs }, stranger)],
    ['by another key under this certificate', signed(own.body, stranger)],
    ['over an answer to which something was added', genuine.replace(/^\{/, '{"gpu":{},')],
    ['over an answer whose white space is another', genuine.replace(/^\{/, '{ ')],
  ])('%s is a warning, and leaves proven what the report commits to', async (_, sent) => {
    expect(await answersTo(sent)).toEqual({ ...proven, binding: 'warn' });
  });

  it('by a kind of key that signs nothing here is a warning, too', async () => {
    const other = service(ed25519Key('service'));
    expect(await answersTo(signed(other.body, other.key), other)).toEqual({ ...proven, binding: 'warn' });
  });

  it('says nothing about keys that the report does not commit to', async () => {
    const body = {
      ...own.body,
      report_data: { tls_key_fp: toHex(sha256(own.key.spki)), hpke_key: '00'.repeat(32), nonce: toHex(nonce) },
    };
    expect(await answersTo(signed(body, own.key))).toMatchObject({ binding: 'fail' });
  });

  it('that does not hold is named as the reason', async () => {
    const result = await appraised(tinfoil.read([answer(without('signature'))], own.asked), own.asked, own.around);
    expect(result?.findings.find(({ check }) => check === 'binding.report-data')).toMatchObject({
      outcome: 'warn',
      facts: { because: 'envelope-signature' },
    });
  });
});
