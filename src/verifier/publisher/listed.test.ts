// Covers: listed.ts, ../audits/listed-proof.ts
import { webcrypto } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readListedProof, type ListedProof } from '../audits/listed-proof.ts';
import { decide } from '../audits/decide.ts';
import { toBase64 } from '../bytes/base64.ts';
import { webCrypto } from '../crypto/webcrypto.ts';
import { parseJsonObject } from '../encoding/json.ts';
import { signX509 } from '../testing/authority.ts';
import { auditKeyOf, AUDITOR, MRENCLAVE, type Written } from '../testing/audits/auditor.ts';
import { claimsOfCode } from '../testing/audits/followed.ts';
import { p256Key } from '../testing/keys.ts';
import { USUAL_STATEMENT, writtenBundle } from '../testing/publisher/sigstore/bundle.ts';
import { TEST_INSTANCE, USUAL_CLAIMS } from '../testing/publisher/sigstore/instance.ts';
import { POLICY, SEEN_AT, tlogProof } from '../testing/publisher/tlog-proof.ts';
import { instant } from '../time.ts';
import { listedCode } from './listed.ts';

const CLAIMS = claimsOfCode();
const LIST = { title: 'Example Security: enclave audits' };
const trust = {
  instances: [{ ...TEST_INSTANCE, test: false }],
  now: instant(Date.parse('2026-11-29T00:00:00Z')),
  crypto: webCrypto(webcrypto.subtle),
};
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (written: Written): ListedProof | null =>
  readListedProof(parseJsonObject(utf8(JSON.stringify(written)), 'published', 1 << 20));

const measurement = { tee: 'sgx', mrenclave: MRENCLAVE };
const bundle = (sha256 = MRENCLAVE): Written => ({
  measurement,
  mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
  proof: toBase64(writtenBundle({ statement: { ...USUAL_STATEMENT, subject: [{ name: 'enclave', digest: { sha256 } }] } })),
});

const endorser = p256Key('endorser');
const endorsement = utf8(
  JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'enclave', digest: { 'sha2-256': MRENCLAVE } }],
    predicateType: 'https://project-oak.github.io/oak/tr/endorsement/v1',
    predicate: { validity: { notBefore: '2026-10-01T00:00:00Z', notAfter: '2027-01-01T00:00:00Z' } },
  }),
);
const oak = (change: Written = {}): Written => ({
  measurement,
  mediaType: 'application/vnd.sealmark.oak-endorsement.v1+json',
  proof: toBase64(endorsement),
  signature: toBase64(signX509(endorser, endorsement)),
  key: auditKeyOf(endorser),
  publisher: 'Project Oak',
  ...change,
});

async function told(written: Written) {
  const proof = read(written);
  if (proof === null) expect.fail('not read');
  const [word] = await listedCode([{ list: LIST, proof }], 'sgx', CLAIMS, trust);
  return word;
}

describe('a publisher’s proof in a list', () => {
  it('of Sigstore names source and list, and makes the code its publisher’s own, which is all', async () => {
    const word = await told(bundle());
    expect(word).toMatchObject({
      holds: true,
      kind: 'sigstore',
      list: LIST.title,
      source: { repository: USUAL_CLAIMS.repository },
      registers: ['MRENCLAVE'],
      namesCode: true,
    });
    if (word === undefined) expect.fail('nothing');
    expect(decide({ statements: [], denials: [], open: [] }, [], [word]).outcome).toBe('vendor');
  });

  it('counts for the registers that it names itself, whatever the list says that it is about', async () => {
    expect(await told(bundle('77'.repeat(32)))).toMatchObject({ holds: true, registers: [], namesCode: false });
  });

  it('of Oak holds under the key that the list names, and says until when, and since when a log shows it', async () => {
    expect(await told(oak())).toMatchObject({
      holds: true,
      kind: 'endorsement',
      identity: 'Project Oak',
      list: LIST.title,
      since: null,
      until: '2027-01-01T00:00:00.000Z',
      namesCode: true,
    });
    const logged = { proof: toBase64(tlogProof(endorsement)), policy: POLICY };
    expect(await told(oak({ logged }))).toMatchObject({ holds: true, since: new Date(SEEN_AT).toISOString() });
  });

  it.each<[string, Written, string]>([
    ['under another key', oak({ key: auditKeyOf(p256Key('other')) }), 'signature'],
    ['of other bytes', oak({ proof: toBase64(utf8('{}')) }), 'signature'],
    ['with a proof of something else', oak({ logged: { proof: toBase64(tlogProof(utf8('x'))), policy: POLICY } }), 'inclusion'],
    ['with a policy that is none', oak({ logged: { proof: toBase64(tlogProof(endorsement)), policy: 'quorum x' } }), 'malformed'],
    ['that is no bundle', { ...bundle(), proof: toBase64(utf8('{}')) }, 'malformed'],
  ])('%s does not hold, and counts for nothing', async (_, written, fault) => {
    const word = await told(written);
    expect(word).toEqual({ holds: false, fault, list: LIST.title });
    if (word !== undefined) expect(decide({ statements: [], denials: [], open: [] }, [], [word]).outcome).toBe('unknown');
  });

  it('of a kind that is not known is ignored', () => {
    expect(read({ ...bundle(), mediaType: 'application/vnd.example.proof.v9' })).toBeNull();
  });

  it.each<[string, Written]>([
    ['about no code', { ...bundle(), measurement: { tee: 'sgx', mrsigner: '00'.repeat(32) } }],
    ['under a key of another kind', oak({ key: auditKeyOf(AUDITOR) })],
    ['by a name that deceives', oak({ publisher: 'Project\u202e Oak' })],
    ['that is no base64', { ...bundle(), proof: '!' }],
  ])('%s is malformed', (_, written) => {
    expect(() => read(written)).toThrow();
  });
});
