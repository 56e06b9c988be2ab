import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toHex } from '../bytes/hex.ts';
import { recorded } from '../testing/recorded.ts';
import { readTrustedRoot } from '../publisher/sigstore/trusted-root.ts';
import { SIGSTORE_AUTHORITIES, SIGSTORE_PUBLIC } from './sigstore.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('the pinned instance of Sigstore', () => {
  it('has the certificates whose fingerprints are stated with them', () => {
    const authorities = [...SIGSTORE_AUTHORITIES.certificates, ...SIGSTORE_AUTHORITIES.timestamps];
    for (const one of authorities) expect(one.chain.map(sha256)).toEqual(one.sha256);
  });

  it('names its older logs by the digest of their keys', () => {
    const older = [...SIGSTORE_PUBLIC.logs, ...SIGSTORE_PUBLIC.certificateLogs].filter(
      ({ algorithm }) => algorithm !== 'ed25519',
    );
    expect(older).toHaveLength(3);
    for (const { logId, spki } of older) expect(sha256(spki)).toBe(logId);
  });

  it('names its newer log by the digest of its name and key', () => {
    const log = SIGSTORE_PUBLIC.logs.find(({ algorithm }) => algorithm === 'ed25519');
    const key = log?.spki.slice(-32) ?? new Uint8Array();
    expect(sha256(Buffer.concat([Buffer.from(`${log?.name ?? ''}\n`), Uint8Array.of(1), key]))).toBe(log?.logId);
  });

  it('is not a test one', () => {
    expect(SIGSTORE_PUBLIC.test).toBe(false);
  });

  const root = recorded('crypto/sigstore-conformance/production-trusted_root.json');
  it.skipIf(root === null)('is what the recorded trusted root says', () => {
    const { logs, certificateLogs, certificateAuthorities, timestampAuthorities } = readTrustedRoot(
      root ?? new Uint8Array(),
      'x',
    );
    const plain = (authority: (typeof certificateAuthorities)[number]) => ({ ...authority, chain: authority.chain.map(toHex) });
    const found = { logs, certificateLogs, a: certificateAuthorities.map(plain), t: timestampAuthorities.map(plain) };
    const pinned = SIGSTORE_PUBLIC;
    expect(found).toMatchObject({ logs: pinned.logs, certificateLogs: pinned.certificateLogs });
    expect(found.a.map(({ chain }) => chain)).toEqual(pinned.certificateAuthorities.map(({ chain }) => chain.map(toHex)));
    expect(found.t.map(({ chain }) => chain)).toEqual(pinned.timestampAuthorities.map(({ chain }) => chain.map(toHex)));
    expect(found.a.map(({ until }) => until)).toEqual(pinned.certificateAuthorities.map(({ until }) => until));
  });
});
