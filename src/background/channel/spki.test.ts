import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromHex, Malformed, toHex } from '../../verifier/index.ts';
import { issue, selfSigned } from '../../verifier/testing/authority.ts';
import { ed25519Key, p256Key, p384Key, type TestKey } from '../../verifier/testing/keys.ts';
import { spkiOf } from './spki.ts';

const ca = selfSigned({ subject: 'Web CA', key: p384Key('web ca'), ca: true });
const leaf = (key: TestKey): Uint8Array => issue(ca, { subject: 'enclave.test', key }).certificate;

describe('spkiOf', () => {
  it.each([
    ['P-256', p256Key('tls')],
    ['P-384', p384Key('tls')],
    ['Ed25519', ed25519Key('tls')],
  ])('finds the key of a certificate, as Node finds it (%s)', (_, key) => {
    const der = leaf(key);
    const theirs = new X509Certificate(der).publicKey.export({ type: 'spki', format: 'der' });
    expect(toHex(spkiOf(der))).toBe(toHex(theirs));
    expect(toHex(spkiOf(der))).toBe(toHex(key.spki));
  });

  it('reads certificates with extensions, serials and algorithms of any kind', () => {
    const odd = issue(ca, {
      subject: 'odd.test',
      key: p256Key('tls'),
      serial: Uint8Array.of(1),
      extensions: [{ oid: '1.3.6.1.4.1.11129.2.4.2', critical: true, value: new Uint8Array(300) }],
      alter: (parts) => ({ ...parts, signature: fromHex('300d06092a864886f70d0101050500', 'SHA-1 with RSA') }),
    });
    expect(toHex(spkiOf(odd.certificate))).toBe(toHex(p256Key('tls').spki));
  });

  it('reads a version 1 certificate, which has no version field', () => {
    const old = issue(ca, {
      subject: 'old.test',
      key: p256Key('tls'),
      alter: (parts) => ({ ...parts, version: new Uint8Array(0), extensions: new Uint8Array(0) }),
    });
    expect(toHex(spkiOf(old.certificate))).toBe(toHex(p256Key('tls').spki));
  });

  it('refuses a certificate cut short at any length, and one with bytes after it', () => {
    const der = leaf(p256Key('tls'));
    for (let length = 0; length < der.length; length += 1) expect(() => spkiOf(der.slice(0, length))).toThrow(Malformed);
    expect(() => spkiOf(Uint8Array.of(...der, 0))).toThrow(Malformed);
  });

  it('refuses anything but a key where the key should be', () => {
    const swapped = issue(ca, {
      subject: 'x',
      key: p256Key('tls'),
      alter: (parts) => ({ ...parts, spki: fromHex('0500', 'NULL') }),
    });
    expect(() => spkiOf(swapped.certificate)).toThrow('not a SEQUENCE');
  });
});
