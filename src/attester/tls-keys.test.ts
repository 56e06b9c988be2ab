import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { simulatedSource } from '../../testing/attester/simulated-source.ts';
import { webAuthority, type ServerCredential } from '../../testing/certificates.ts';
import { toHex } from '../verifier/index.ts';
import { readDocument } from '../verifier/protocol/index.ts';
import { tdxAttester } from '../verifier/testing/attesters/dcap.ts';
import { attester } from './attester.ts';
import { tlsKeys } from './tls-keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'tls-keys-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const authority = webAuthority(folder);
const credential = (): ServerCredential => authority.credential('service.example');
const hex = (...credentials: readonly ServerCredential[]): readonly string[] => credentials.map(({ spki }) => toHex(spki));

let files = 0;
function file(content: string, mode = 0o600): string {
  files += 1;
  const path = join(folder, `${String(files)}.pem`);
  writeFileSync(path, content);
  chmodSync(path, mode);
  return path;
}

/** Writes as renewals do: a new file, moved over the old one. */
function replace(path: string, content: string): void {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}

const nobody = (): void => undefined;
const refusal = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'it did not refuse',
    (error: unknown) => (error instanceof Error ? error.message : ''),
  );

describe('the keys of a connection', () => {
  it('are read again when the file has changed, and the previous key stays for an hour', async () => {
    const [first, second] = [credential(), credential()];
    const certificateFile = file(first.cert);
    let clock = 0;
    const keys = await tlsKeys({ certificateFile }, () => clock, nobody);
    expect((await keys()).map(toHex)).toEqual(hex(first));
    replace(certificateFile, second.cert);
    expect((await keys()).map(toHex)).toEqual(hex(second, first));
    clock = 60 * 60 * 1000;
    expect((await keys()).map(toHex)).toEqual(hex(second));
  });

  it('stay as they are while a file is incomplete, and one line says so', async () => {
    const [first, second] = [credential(), credential()];
    const certificateFile = file(first.cert);
    const lines: string[] = [];
    const keys = await tlsKeys(
      { certificateFile },
      () => 0,
      (line) => lines.push(line),
    );
    writeFileSync(certificateFile, second.cert.slice(0, 200));
    expect((await keys()).map(toHex)).toEqual(hex(first));
    expect(lines).toEqual([expect.stringContaining('cannot be read')]);
    writeFileSync(certificateFile, second.cert);
    expect((await keys()).map(toHex)).toEqual(hex(second, first));
  });

  it('from several files are all named, each once', async () => {
    const [current, next] = [credential(), credential()];
    const certificateFile = [current, next, current].map(({ cert }) => file(cert));
    expect((await (await tlsKeys({ certificateFile }, () => 0, nobody))()).map(toHex)).toEqual(hex(current, next));
  });

  it('are the leaf’s, not its authority’s', async () => {
    const [leaf, other] = [credential(), credential()];
    const keys = await tlsKeys({ certificateFile: file(`${leaf.cert}${other.cert}`) }, () => 0, nobody);
    expect((await keys()).map(toHex)).toEqual(hex(leaf));
  });

  it.each([
    ['a file that is not there', () => ({ certificateFile: join(folder, 'absent') }), 'cannot be read'],
    ['a file that holds no certificate', () => ({ certificateFile: file('garbage') }), 'cannot be read'],
    ['no file', () => ({ certificateFile: [] }), 'names no file'],
    ['no key', () => ({ spki: [] }), 'names no key'],
  ])('are refused for %s', async (_, tls, sentence) => {
    expect(await refusal(tlsKeys(tls(), () => 0, nobody))).toContain(sentence);
  });
});

describe('a private key', () => {
  it('that everyone can read is refused, in a file of its own or with the certificate', async () => {
    const { cert, key } = credential();
    const open = file(key, 0o644);
    expect(await refusal(tlsKeys({ certificateFile: file(cert), keyFile: open }, () => 0, nobody))).toContain('Everybody');
    expect(await refusal(tlsKeys({ certificateFile: file(`${cert}${key}`, 0o604) }, () => 0, nobody))).toContain('Everybody');
    expect(await refusal(tlsKeys({ certificateFile: file(cert, 0o644), keyFile: file(key) }, () => 0, nobody))).toBe(
      'it did not refuse',
    );
  });

  it('of another certificate is refused', async () => {
    const tls = { certificateFile: file(credential().cert), keyFile: file(credential().key) };
    expect(await refusal(tlsKeys(tls, () => 0, nobody))).toContain('is not the certificate’s');
  });

  it('that is not in the named file is refused', async () => {
    const { cert } = credential();
    const tls = { certificateFile: file(cert), keyFile: file(cert) };
    expect(await refusal(tlsKeys(tls, () => 0, nobody))).toContain('holds no private key');
  });
});

it('a certificate that is renewed while documents are served is named in the next one, and none is wrong', async () => {
  const [first, second] = [credential(), credential()];
  const certificateFile = file(first.cert);
  const kit = await attester({
    origin: 'https://service.example',
    tls: { certificateFile },
    source: simulatedSource(tdxAttester),
    anchors: tdxAttester.anchors,
    endorsements: 'none',
    freshness: { mode: 'challenge' },
    log: nobody,
  });
  const named = async (): Promise<readonly string[]> => {
    const { binding } = readDocument(await kit.document(randomBytes(32)));
    return (binding?.keys ?? []).filter(({ use }) => use === 'tls').map(({ key }) => toHex(key));
  };
  expect(await named()).toEqual(hex(first));
  replace(certificateFile, second.cert);
  expect(await named()).toEqual(hex(second, first));
});
