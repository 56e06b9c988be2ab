import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { signX509 } from '../../verifier/testing/authority.ts';
import { toPem } from '../../verifier/testing/der-writer.ts';
import { p256Key, p384Key } from '../../verifier/testing/keys.ts';
import { writtenBundle } from '../../verifier/testing/publisher/sigstore/bundle.ts';
import { LOG, POLICY, tlogProof } from '../../verifier/testing/publisher/tlog-proof.ts';
import { proofCommand } from './command.ts';

const NOW = Date.parse('2026-11-29T00:00:00Z');
const folder = mkdtempSync(join(tmpdir(), 'proof-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function put(name: string, content: Uint8Array | string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

const key = p256Key('endorser');
const pem = put('key.pem', toPem('PUBLIC KEY', key.spki));
const endorsement = JSON.stringify({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'enclave', digest: { 'sha2-256': 'cd'.repeat(32) } }],
  predicateType: 'https://project-oak.github.io/oak/tr/endorsement/v1',
  predicate: { validity: { notBefore: '2026-10-01T00:00:00Z', notAfter: '2027-01-01T00:00:00Z' }, claims: [] },
});
const signature = put('e.sig', signX509(key, new TextEncoder().encode(endorsement)));
const statement = put('e.json', endorsement);
const pcr0 = 'ab'.repeat(48);
const lister = p384Key('lister');
const listedBy = put('lister.pem', toPem('PUBLIC KEY', lister.spki));
const pcrSignature = Buffer.from(lister.sign(new TextEncoder().encode(pcr0))).toString('base64');
const history = put('pcrs.json', JSON.stringify([{ PCR0: pcr0, timestamp: 1, signature: pcrSignature }], null, 2));
const policy = put('policy', POLICY);
const entry = put('entry', 'entry');
const proof = put('x.tlog-proof', tlogProof(new TextEncoder().encode('entry')));

const run = (...words: readonly string[]) => proofCommand(words, NOW);

describe('sealmark proof', () => {
  it('says since when an entry is logged, and which witnesses saw it', async () => {
    const told = await run(proof, '--entry', entry, '--policy', policy);
    expect(told).toContain('holds: tlog-proof');
    expect(told).toContain(LOG.name);
    expect(told).toMatch(/witnesses +w0\n +witnesses +w1/);
  });

  it('says what an endorsement is about, under the named key', async () => {
    expect(await run(statement, '--signature', signature, '--key', pem)).toContain(`sha2-256:${'cd'.repeat(32)} enclave`);
  });

  it('says which PCR0 values a list names, under the named key', async () => {
    expect(await run(history, '--key', listedBy)).toBe(`holds: list of PCR0\n  PCR0        ${pcr0}`);
  });

  it('says why a proof does not hold, with an exit status for scripts', async () => {
    const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    expect(await run(put('bundle.json', writtenBundle()), '--json')).toBe(1);
    expect(printed.mock.calls).toEqual([['{"holds":false,"fault":"log-unknown"}']]);
    printed.mockRestore();
  });

  it.each([
    ['no file', []],
    ['a tlog-proof without what was logged', [proof, '--policy', policy]],
    ['an endorsement without a key', [statement, '--signature', signature]],
    ['a list of PCR0 without a key', [history]],
    ['a policy that cannot be read', [proof, '--entry', entry, '--policy', entry]],
    ['a trusted root that cannot be read', [statement, '--root', entry]],
    ['a time that is none', [proof, '--at', 'yesterday']],
  ])('refuses %s', async (_, words) => {
    await expect(run(...words)).rejects.toMatchObject({ code: 'bad-request' });
  });
});
