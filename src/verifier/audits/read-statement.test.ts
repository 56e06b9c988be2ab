// Covers: read-statement.ts, read-build.ts, fields.ts, plain-text.ts, measurement.ts
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Malformed, Unsupported } from '../malformed.ts';
import { MRENCLAVE, SGX_CODE, statementText, type Written } from '../testing/audits/auditor.ts';
import { measurementText } from './measurement.ts';
import { MAX_STATEMENT_BYTES, readStatement } from './read-statement.ts';
import type { Statement } from './statement.ts';

/** What is thrown becomes a promise's rejection, to be examined as one. */
const reads = (bytes: Uint8Array): Promise<Statement> => Promise.resolve(bytes).then(readStatement);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = async (predicate: Written = {}, top: Written = {}): Promise<Statement> =>
  await reads(bytesOf(statementText(SGX_CODE, predicate, top)));
const refused = async (why: string, predicate: Written, top: Written = {}): Promise<void> => {
  const found = await read(predicate, top).catch((error: unknown) => error);
  expect(found).toBeInstanceOf(Malformed);
  expect((found as Malformed).message).toContain(why);
};
const TDX = { mrtd: '22'.repeat(48), rtmr1: '33'.repeat(48), rtmr2: '44'.repeat(48) };

describe('a statement', () => {
  it('returns everything that its author wrote, under the evidence’s own names', async () => {
    const text = statementText();
    expect(await read()).toMatchObject({
      digest: createHash('sha256').update(text).digest('hex'),
      name: 'vault 1.2.0',
      tee: 'sgx',
      registers: { MRENCLAVE },
      auditor: { id: 'https://auditor.example/v1', name: 'Example Security AG' },
      createdAt: '2026-10-02T09:00:00.000Z',
      notAfter: '2027-10-02T00:00:00.000Z',
      properties: ['TEE_SOURCE_REVIEWED', 'TEE_BUILD_REPRODUCED'],
      source: { uri: 'https://github.com/example/vault', commit: 'ab'.repeat(20), tag: 'v1.2.0' },
      report: { uri: 'https://auditor.example/vault.pdf', sha256: 'cd'.repeat(32), title: 'Vault 1.2, a review' },
      origins: null,
    });
  });

  it('says what the measurement does not cover, even in words that this release does not know', async () => {
    const notCovered = [
      { input: 'late-environment', text: 'The environment is loaded after the start.' },
      { input: 'moon-phase' },
    ];
    expect((await read({ notCovered })).uncovered).toEqual([
      { input: 'late-environment', text: 'The environment is loaded after the start.' },
      { input: 'other', text: '' },
    ]);
  });

  it('may be about code and what an event log accounts for (a compose hash, an image hash)', async () => {
    const registers = { MRTD: TDX.mrtd, RTMR1: TDX.rtmr1, RTMR2: TDX.rtmr2, COMPOSE_HASH: '55'.repeat(32) };
    const text = statementText({ tee: 'tdx', registers });
    expect((await reads(bytesOf(text))).registers).toEqual(registers);
  });

  it('keeps properties that this release does not know apart from those that count', async () => {
    const found = await read({ properties: ['TEE_BUILD_REPRODUCED', 'TEE_LATER'] });
    expect([found.properties, found.unknownProperties]).toEqual([['TEE_BUILD_REPRODUCED'], ['TEE_LATER']]);
  });

  it('keeps the name of a constraint that this release does not know', async () => {
    expect((await read({ constraints: { minRtmrs: 3 } })).constraints.unknown).toEqual(['minRtmrs']);
  });

  it.each([
    ['a service on a chain', 'chain', { genesis: `0x${'12'.repeat(32)}`, registryKey: `0x${'34'.repeat(32)}` }],
    ['what a later release knows', 'region', 'Europe'],
  ])('for %s only keeps that as a constraint that is not met', async (_, name, scope) => {
    const appliesTo = { origins: ['https://a.example'], [name]: scope };
    const { constraints, origins } = await read({ appliesTo });
    expect([constraints.unknown, origins]).toEqual([[`appliesTo.${name}`], ['https://a.example']]);
  });

  it.each([
    'Société Générale',
    'Иванов и партнёры',
    'Ε.Μ. Έλεγχος',
    'ＮＴＴデータ',
    'Cure53 · SGX-анклав',
    'Nguyễn',
    'हिन्दी',
    'µTEE',
  ])('may be by %s', async (name) => {
    expect((await read({ verifier: { id: 'https://a.example/', name } })).auditor.name).toBe(name);
  });

  it('ignores unknown members', async () => {
    expect((await read({ later: { any: ['thing'] } })).name).toBe('vault 1.2.0');
  });

  it('of a newer predicate is not called malformed', async () => {
    const top = { predicateType: 'https://sealmark.dev/attestation/tee-audit/v2' };
    expect(await read({}, top).catch((error: unknown) => error)).toBeInstanceOf(Unsupported);
  });
});

describe('the measurement text of rule M', () => {
  it('is key=value for each register in ASCII order, the TEE among them', () => {
    expect(measurementText({ tee: 'tdx', registers: { RTMR1: '02', MRTD: '01', RTMR2: '03', COMPOSE_HASH: '04' } })).toBe(
      'compose_hash=04\nmrtd=01\nrtmr1=02\nrtmr2=03\ntee=tdx\n',
    );
  });
});

describe('a statement is refused', () => {
  it.each<[string, string, Written]>([
    [
      'that leaves out a register of the code',
      'names no register',
      { measurement: { tee: 'tdx', mrtd: TDX.mrtd, rtmr1: TDX.rtmr1 } },
    ],
    ['of no register at all', 'names no register', { measurement: { tee: 'sgx' } }],
    ['of an unknown TEE', 'unknown TEE', { measurement: { tee: 'trustzone', mrenclave: MRENCLAVE } }],
    ['of registers that are all zero', 'every register is zero', { measurement: { tee: 'sgx', mrenclave: '00'.repeat(32) } }],
    [
      'of a register in upper case',
      'not a register name',
      { measurement: { tee: 'sgx', mrenclave: MRENCLAVE, MRSIGNER: MRENCLAVE } },
    ],
    ['of a value in upper case', 'not lowercase hex', { measurement: { tee: 'sgx', mrenclave: 'AB'.repeat(32) } }],
    ['of a register that is too short', 'not 32 bytes', { measurement: { tee: 'sgx', mrenclave: '11' } }],
    ['whose digest is another measurement’s', 'not the digest', { measurement: { tee: 'sgx', mrenclave: '12'.repeat(32) } }],
    ['that asserts nothing', 'asserts nothing', { properties: [] }],
    [
      'that ends before it begins',
      'ends before',
      { validity: { notBefore: '2027-10-02T00:00:00Z', notAfter: '2026-10-02T00:00:00Z' } },
    ],
    ['without an end', 'missing', { validity: { notBefore: '2026-10-02T00:00:00Z' } }],
    ['that asks for debug mode', 'asks for debug', { constraints: { debug: true } }],
    ['with a javascript: link', 'not an https address', { report: { uri: 'javascript:alert(1)' } }],
    ['with an http link', 'not an https address', { report: { uri: 'http://auditor.example/' } }],
    ['with a user name in a link', 'not an https address', { report: { uri: 'https://bank.example@evil.example/' } }],
    ['with a host in another alphabet', 'not an https address', { report: { uri: 'https://аuditor.example/' } }],
    ['with markup in a link', 'not an https address', { report: { uri: 'https://a.example/"><img>' } }],
    ['with a port that does not exist', 'not an https address', { report: { uri: 'https://auditor.example:99999/' } }],
    ['with a host that is no number and no name', 'not an https address', { report: { uri: 'https://1.2.3.4.5/' } }],
    ['with a host in broken punycode', 'not an https address', { report: { uri: 'https://xn--a/' } }],
    [
      'with such a repository',
      'not an https',
      { source: { uri: 'https://github.com:70000/r', digest: { gitCommit: 'ab'.repeat(20) } } },
    ],
    ['with such an origin', 'not a serialised', { appliesTo: { origins: ['https://a.example:99999'] } }],
    ['with a constraint whose name is no word', 'not a word', { constraints: { 'met \u202edeifirev': true } }],
    ['with a constraint of a name of 100 characters', 'not a word', { constraints: { ['x'.repeat(100)]: true } }],
    ['with a scope whose name is no word', 'not a word', { appliesTo: { '\u001b[2J': true } }],
    [
      'with a name whose marks cover other lines',
      'marks',
      { verifier: { id: 'https://a.example/', name: `A${'\u0335'.repeat(6)}` } },
    ],
    ['with a name of two alphabets', 'two alphabets', { verifier: { id: 'https://a.example/', name: 'Ex\u0430mple' } }],
    [
      'with a name of two alphabets, the other first',
      'two alphabets',
      { verifier: { id: 'https://a.example/', name: '\u0415xample' } },
    ],
    [
      'with a command of two alphabets',
      'two alphabets',
      { build: { system: 'docker', commands: ['git clone https://gith\u03c5b.com/x'] } },
    ],
    [
      'with a javascript: image',
      'not an address',
      { build: { system: 'docker', environment: [{ uri: 'javascript:alert(1)', digest: { sha256: 'cd'.repeat(32) } }] } },
    ],
    [
      'with an override of direction in a name',
      'invisible',
      { verifier: { id: 'https://a.example/', name: 'Good\u202egnikcah' } },
    ],
    ['with an invisible character in a name', 'invisible', { verifier: { id: 'https://a.example/', name: 'Go\u200bod' } }],
    ['with several lines as a name', 'not one line', { verifier: { id: 'https://a.example/', name: 'Good\nReviewed by you' } }],
    ['with a scope of 100 kB', 'larger than', { scope: 'x'.repeat(100_000) }],
    ['with a scope over 600 characters', 'longer than', { scope: 'x'.repeat(601) }],
    ['with a commit that is a branch', 'not a commit', { source: { uri: 'https://a.example/r', digest: { gitCommit: 'main' } } }],
    ['with origins that are addresses', 'not a serialised', { appliesTo: { origins: ['https://a.example/x'] } }],
  ])('%s', async (_, why, predicate) => {
    await refused(why, predicate);
  });

  it('with two subjects', async () => {
    const subject = { name: 'x', digest: { sha256: '00'.repeat(32) } };
    await refused('not one subject', {}, { subject: [subject, subject] });
  });

  it('of another predicate', async () => {
    await refused('not an audit statement', {}, { predicateType: 'https://slsa.dev/provenance/v1' });
  });

  it('with a register listed twice', async () => {
    const text = statementText().replace('"mrenclave"', `"mrenclave":"${'12'.repeat(32)}","mrenclave"`);
    await expect(reads(bytesOf(text))).rejects.toThrow('occurs twice');
  });

  it.each(['__proto__', 'constructor', 'prototype'])('with a member named %s, wherever it stands', async (name) => {
    const text = statementText().replace('"verifier":{', `"verifier":{"${name}":1,`);
    await expect(reads(bytesOf(text))).rejects.toThrow(`a member named ${name}`);
  });

  it('nested too deep', async () => {
    const text = statementText().replace('"verifier":{', `"deep":${'['.repeat(17)}${']'.repeat(17)},"verifier":{`);
    await expect(reads(bytesOf(text))).rejects.toThrow('nested too deep');
  });

  it('over 64 KiB', async () => {
    const text = statementText(SGX_CODE, { later: 'x'.repeat(MAX_STATEMENT_BYTES) });
    await expect(reads(bytesOf(text))).rejects.toThrow('larger than');
  });

  it('of bytes that are not UTF-8', async () => {
    await expect(reads(Uint8Array.of(0x7b, 0xff, 0x7d))).rejects.toBeInstanceOf(Malformed);
  });

  it('if anything is changed in it, unless it still says what a statement may say', async () => {
    const text = statementText();
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), fc.string({ minLength: 0, maxLength: 3 }), async (at, inserted) => {
        const found = await reads(bytesOf(text.slice(0, at) + inserted + text.slice(at + 1))).catch((error: unknown) => error);
        if (found instanceof Malformed) return;
        // The code's one register cannot change: the subject's digest is that of the measurement.
        expect((found as Statement).registers).toEqual({ MRENCLAVE });
      }),
      { numRuns: 300 },
    );
  });
});
