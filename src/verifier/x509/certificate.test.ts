import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AMD } from '../anchors/amd.ts';
import { INTEL_IAS_SIGNING_CA, INTEL_SGX_ROOT } from '../anchors/intel.ts';
import { AWS_NITRO_ROOT } from '../anchors/aws.ts';
import { concat } from '../bytes/equal.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { Malformed } from '../malformed.ts';
import { issue, sealed, selfSigned, type CertificateRequest, type TbsParts } from '../testing/authority.ts';
import { boolean, element, explicit, integer, name, octetString, oid, sequence, set, time, utf8 } from '../testing/der-writer.ts';
import { p256Key } from '../testing/keys.ts';
import { toRfc3339 } from '../time.ts';
import { commonNames, readCertificate, readSignatureAlgorithm } from './certificate.ts';
import { OID } from './extensions.ts';

const root = selfSigned({ subject: 'Root', key: p256Key('root') });
const leafKey = p256Key('leaf');

function leaf(request: Partial<CertificateRequest> = {}): Uint8Array {
  return issue(root, { subject: 'Leaf', key: leafKey, ...request }).certificate;
}

/** A leaf with one element of its TBSCertificate replaced. */
const altered = (part: keyof TbsParts, bytes: Uint8Array): Uint8Array =>
  leaf({ alter: (parts) => ({ ...parts, [part]: bytes }) });
const read = (bytes: Uint8Array): ReturnType<typeof readCertificate> => readCertificate(bytes, 'leaf');

describe('a certificate', () => {
  it('returns its fields as they are', () => {
    const found = read(
      leaf({ serial: Uint8Array.of(0xff, 1), notBefore: '2024-01-02T03:04:05Z', notAfter: '2050-01-01T00:00:00Z' }),
    );
    expect(found.algorithm).toBe('ecdsa-p256-sha256');
    expect(toHex(found.serial)).toBe('00ff01');
    expect(toRfc3339(found.notBefore)).toBe('2024-01-02T03:04:05.000Z');
    expect(toRfc3339(found.notAfter)).toBe('2050-01-01T00:00:00.000Z');
    expect(found.issuer).toEqual(root.subject);
    expect(commonNames(found.subject, 'leaf')).toEqual(['Leaf']);
    expect(found.spki).toEqual(leafKey.spki);
    expect([...found.extensions.keys()]).toEqual([
      OID.authorityKeyIdentifier,
      OID.subjectKeyIdentifier,
      OID.keyUsage,
      OID.basicConstraints,
    ]);
  });

  it('keeps what is signed as the slice that arrived', () => {
    const bytes = leaf();
    const { signed } = read(bytes);
    expect(toHex(bytes)).toContain(toHex(signed));
    expect(signed.buffer).toBe(bytes.buffer);
  });

  it.each([
    INTEL_SGX_ROOT,
    INTEL_IAS_SIGNING_CA,
    AWS_NITRO_ROOT,
    ...Object.values(AMD).flatMap(({ ark, ask, asvk }) => [ark, ask, asvk]),
  ])('is read as the manufacturer made it: $name', ({ certificate }) => {
    expect(commonNames(read(certificate).subject, 'root')).toHaveLength(1);
  });

  const key = p256Key('root');
  const tbs = (bytes: Uint8Array): Uint8Array => read(bytes).signed;
  const hexOf = (bytes: Uint8Array): string => toHex(bytes);
  it.each([
    ['nothing', new Uint8Array()],
    ['a byte behind', concat(leaf(), Uint8Array.of(0))],
    ['a whole second certificate behind', concat(leaf(), leaf())],
    ['version 1, by leaving the field out', leaf({ alter: (parts) => ({ ...parts, version: new Uint8Array() }) })],
    ['version 2', altered('version', explicit(0, integer(1)))],
    ['version 4', altered('version', explicit(0, integer(3)))],
    ['two versions', altered('version', explicit(0, integer(2), integer(2)))],
    ['a negative serial', altered('serial', fromHex('0201ff', 'hex'))],
    ['a serial of 21 octets', altered('serial', integer(new Uint8Array(21).fill(1)))],
    ['a serial of 22 octets, the first of them a sign', altered('serial', integer(new Uint8Array(21).fill(0xff)))],
    ['a serial that is not minimal', altered('serial', fromHex('02020001', 'hex'))],
    ['no serial', altered('serial', new Uint8Array())],
    ['another algorithm inside than outside', altered('signature', fromHex('300a06082a8648ce3d040303', 'hex'))],
    ['an algorithm with parameters that it has not', altered('signature', fromHex('300c06082a8648ce3d0403020500', 'hex'))],
    ['validity with one date', altered('validity', sequence(time('2024-01-01T00:00:00Z')))],
    [
      'validity with three dates',
      altered('validity', sequence(...['2024', '2025', '2026'].map((y) => time(`${y}-01-01T00:00:00Z`)))),
    ],
    [
      'a date that does not exist',
      altered('validity', sequence(element(0x17, utf8('240230000000Z').slice(2)), time('2025-01-01T00:00:00Z'))),
    ],
    [
      'a date without seconds',
      altered('validity', sequence(element(0x17, utf8('2402010000Z').slice(2)), time('2025-01-01T00:00:00Z'))),
    ],
    ['no key', altered('spki', new Uint8Array())],
    ['an issuer unique id', altered('spki', concat(leafKey.spki, element(0x81, Uint8Array.of(0, 1))))],
    ['a subject unique id', altered('spki', concat(leafKey.spki, element(0x82, Uint8Array.of(0, 1))))],
    ['no extensions', altered('extensions', new Uint8Array())],
    ['extensions under another tag', altered('extensions', explicit(2, sequence()))],
    ['extensions twice', altered('extensions', concat(explicit(3, sequence()), explicit(3, sequence())))],
    ['something behind the extensions, inside their tag', altered('extensions', explicit(3, sequence(), sequence()))],
    ['something behind the extensions', altered('extensions', concat(explicit(3, sequence()), sequence()))],
    ['an algorithm nobody uses: ECDSA with SHA-512', sealedWith('300a06082a8648ce3d040304')],
    ['an algorithm nobody uses: RSA with SHA-1', sealedWith('300d06092a864886f70d0101050500')],
    [
      'a signature of bits, not octets',
      sequence(tbs(leaf()), fromHex('300a06082a8648ce3d040302', 'hex'), fromHex('0302 0106'.replace(' ', ''), 'hex')),
    ],
    ['no signature', sequence(tbs(leaf()), fromHex('300a06082a8648ce3d040302', 'hex'))],
    [
      'something behind the signature',
      sequence(tbs(leaf()), fromHex('300a06082a8648ce3d040302', 'hex'), fromHex('0303000000', 'hex'), integer(1)),
    ],
    ['a length that is not minimal', fromHex(hexOf(leaf()).replace(/^3082/, '308300'), 'hex')],
    ['the indefinite form', concat(Uint8Array.of(0x30, 0x80), leaf().slice(4), Uint8Array.of(0, 0))],
    ['a SET for the SEQUENCE', Uint8Array.from(leaf().map((byte, index) => (index === 0 ? 0x31 : byte)))],
  ])('is Malformed with %s', (_, bytes) => {
    expect(() => read(bytes)).toThrow(Malformed);
  });

  /** Both identifiers the same, but not one that is in use here. */
  function sealedWith(identifier: string): Uint8Array {
    const inner = tbs(altered('signature', fromHex('300a06082a8648ce3d040302', 'hex')));
    const replaced = fromHex(hexOf(sealed(inner, key)).replaceAll('300a06082a8648ce3d040302', identifier), 'hex');
    return rewrapped(replaced, identifier);
  }

  /** Adjusts the two outer lengths after an identifier of another length was inserted. */
  function rewrapped(bytes: Uint8Array, identifier: string): Uint8Array {
    const text = hexOf(bytes);
    const grown = identifier.length / 2 - 12;
    const outer = (Number.parseInt(text.slice(4, 8), 16) + 2 * grown).toString(16).padStart(4, '0');
    const inner = (Number.parseInt(text.slice(12, 16), 16) + grown).toString(16).padStart(4, '0');
    return fromHex(`3082${outer}3082${inner}${text.slice(16)}`, 'hex');
  }

  it('may have the serial zero, as AMD’s have, and twenty octets of it, as Intel’s have', () => {
    expect(toHex(read(leaf({ serial: Uint8Array.of(0) })).serial)).toBe('00');
    expect(read(leaf({ serial: new Uint8Array(20).fill(0xff) })).serial).toHaveLength(21);
    expect(read(leaf({ serial: new Uint8Array(20).fill(0x7f) })).serial).toHaveLength(20);
  });

  it('is Malformed, never another error, when truncated anywhere', () => {
    const bytes = leaf();
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => read(bytes.slice(0, length))).toThrow(Malformed);
    }
  });

  it('is read or Malformed when any byte is changed', () => {
    const bytes = leaf();
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        try {
          read(bytes.map((byte, index) => (index === at ? value : byte)));
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('extensions', () => {
  const extension = (id: string, ...rest: readonly Uint8Array[]): Uint8Array => sequence(oid(id), ...rest);
  const extensions = (...list: readonly Uint8Array[]): Uint8Array => altered('extensions', explicit(3, sequence(...list)));
  const value = octetString(Uint8Array.of(5, 0));

  it('keep their criticality and content', () => {
    const found = read(extensions(extension('1.2.3', boolean(true), value), extension('1.2.4', value))).extensions;
    expect(found.get('1.2.3')).toEqual({ critical: true, value: Uint8Array.of(5, 0) });
    expect(found.get('1.2.4')).toEqual({ critical: false, value: Uint8Array.of(5, 0) });
  });

  it.each([
    ['twice', extensions(extension('1.2.3', value), extension('1.2.3', boolean(true), value))],
    ['without a value', extensions(extension('1.2.3'))],
    ['with two values', extensions(extension('1.2.3', value, value))],
    ['with its default written out', extensions(extension('1.2.3', boolean(false), value))],
    ['with a criticality that is BER', extensions(extension('1.2.3', element(1, Uint8Array.of(1)), value))],
    ['with an identifier of two spellings', extensions(sequence(fromHex('0604551d8013', 'hex'), value))],
    ['whose value is no OCTET STRING', extensions(extension('1.2.3', integer(1)))],
    ['that is no SEQUENCE', extensions(integer(1))],
  ])('are Malformed %s', (_, bytes) => {
    expect(() => read(bytes)).toThrow(Malformed);
  });
});

describe('signature algorithms', () => {
  it.each([
    ['300a06082a8648ce3d040302', 'ecdsa-p256-sha256'],
    ['300a06082a8648ce3d040303', 'ecdsa-p384-sha384'],
    ['300d06092a864886f70d01010b0500', 'rsa-pkcs1-sha256'],
    ['300506032b6570', 'ed25519'],
  ])('%s is %s', (identifier, algorithm) => {
    expect(readSignatureAlgorithm(fromHex(identifier, 'hex'), 'field')).toBe(algorithm);
  });

  it.each([
    ['300b06092a864886f70d01010b', 'RSA without its NULL'],
    ['300d06092a864886f70d0101040500', 'MD5'],
    ['300d06092a864886f70d01010a3000', 'RSA-PSS with the defaults: SHA-1'],
    ['300706032b65700500', 'Ed25519 with a NULL'],
    ['', 'nothing'],
  ])('%s is not in use: %s', (identifier) => {
    expect(() => readSignatureAlgorithm(fromHex(identifier, 'hex'), 'field')).toThrow(Malformed);
  });
});

describe('common names', () => {
  it('come in order, other attributes ignored', () => {
    expect(commonNames(name({ O: 'Org', CN: 'First' }), 'n')).toEqual(['First']);
    const two = sequence(...['a', 'b'].map((text) => set(sequence(oid('2.5.4.3'), utf8(text)))));
    expect(commonNames(two, 'n')).toEqual(['a', 'b']);
    const many = sequence(set(sequence(oid('2.5.4.3'), utf8('a')), sequence(oid('2.5.4.10'), utf8('o'))));
    expect(commonNames(many, 'n')).toEqual(['a']);
    expect(commonNames(sequence(), 'n')).toEqual([]);
  });

  it.each([
    ['of a type without a value', sequence(set(sequence(oid('2.5.4.3'))))],
    ['of two values', sequence(set(sequence(oid('2.5.4.3'), utf8('a'), utf8('b'))))],
    ['of another string type', sequence(set(sequence(oid('2.5.4.3'), element(0x1e, Uint8Array.of(0, 0x41)))))],
    ['with a byte behind', concat(name({ CN: 'a' }), Uint8Array.of(0))],
    ['in a SEQUENCE for the SET', sequence(sequence(sequence(oid('2.5.4.3'), utf8('a'))))],
  ])('are Malformed %s', (_, bytes) => {
    expect(() => commonNames(bytes, 'n')).toThrow(Malformed);
  });
});
