// Covers: crl.ts
import { describe, expect, it } from 'vitest';
import { Malformed } from '../malformed.ts';
import { algorithmIdentifier, sealed, selfSigned } from '../testing/authority.ts';
import {
  bitString,
  boolean,
  element,
  enumerated,
  explicit,
  integer,
  octetString,
  oid,
  sequence,
  time,
} from '../testing/der-writer.ts';
import { p256Key } from '../testing/keys.ts';
import { readRevocationList } from './crl.ts';

const key = p256Key('root');
const root = selfSigned({ subject: 'Root', key });
const when = time('2025-12-01T00:00:00Z');
const entryExtension = (id: string, value: Uint8Array): Uint8Array =>
  sequence(sequence(oid(id), boolean(true), octetString(value)));

describe('a revocation list', () => {
  const tbs = (...parts: readonly Uint8Array[]): Uint8Array => sealed(sequence(...parts), key);
  const head = [integer(1), algorithmIdentifier(key), root.subject] as const;
  const text = (word: string): Uint8Array => octetString(new TextEncoder().encode(word));
  const entry = (...parts: readonly Uint8Array[]): Uint8Array =>
    tbs(...head, when, sequence(sequence(...parts)), explicit(0, sequence()));

  it.each<[string, Uint8Array]>([
    ['CRL.CertificateList', integer(1)],
    ['CRL.CertificateList.tbsCertList', sequence()],
    ['CRL.CertificateList.signatureAlgorithm', sequence(sequence())],
    ['CRL.CertificateList.signatureValue', sequence(sequence(), sequence())],
    ['CRL.tbsCertList', sequence(integer(1), algorithmIdentifier(key), bitString(new Uint8Array(4), 0))],
    ['CRL.tbsCertList.version', tbs()],
    ['CRL.version: not version 2', tbs(integer(2))],
    ['CRL.tbsCertList.signature', tbs(integer(1))],
    ['CRL.signature: algorithms differ', tbs(integer(1), sequence())],
    ['CRL.tbsCertList.issuer', tbs(integer(1), algorithmIdentifier(key))],
    ['CRL.tbsCertList.thisUpdate', tbs(...head, text('now'))],
    ['CRL.tbsCertList.nextUpdate', tbs(...head, when, element(0x17, new TextEncoder().encode('soon')))],
    ['CRL.tbsCertList.revokedCertificates.entry', tbs(...head, when, sequence(integer(5)))],
    ['CRL.tbsCertList.revokedCertificates.entry.userCertificate', tbs(...head, when, sequence(sequence()))],
    ['CRL.tbsCertList.revokedCertificates.entry.revocationDate', tbs(...head, when, sequence(sequence(integer(5))))],
    ['CRL.entry: unknown critical extension', entry(integer(5), when, entryExtension('1.2.3', when))],
    ['CRL.tbsCertList.crlExtensions', tbs(...head, when, integer(5))],
  ])('says which part of it cannot be read: %s', (wanted, bytes) => {
    let found = 'read';
    try {
      readRevocationList(bytes, 'CRL');
    } catch (error) {
      found = error instanceof Malformed ? `${error.field}: ${error.why}` : String(error);
    }
    expect(found.startsWith(wanted.includes(': ') ? wanted : `${wanted}: `), found).toBe(true);
  });

  it('reports an unknown algorithm under that field’s own name', () => {
    const unknown = sequence(oid('1.2.3'));
    const bytes = sequence(sequence(integer(1), unknown, root.subject, when), unknown, bitString(new Uint8Array(4), 0));
    expect(() => readRevocationList(bytes, 'CRL')).toThrow(/^CRL\.signatureAlgorithm/);
  });

  it('may name its dates in four-digit years', () => {
    const late = element(0x18, new TextEncoder().encode('20510101000000Z'));
    expect(readRevocationList(tbs(...head, when, late, explicit(0, sequence())), 'CRL').nextUpdate).toBe(Date.UTC(2051, 0, 1));
  });

  it('may give a reason that is marked critical', () => {
    expect(readRevocationList(entry(integer(7), when, entryExtension('2.5.29.21', enumerated(1))), 'CRL').revoked.size).toBe(1);
  });
});
