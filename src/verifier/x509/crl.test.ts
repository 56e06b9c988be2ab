import { webcrypto } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat } from '../bytes/equal.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { webCrypto } from '../crypto/webcrypto.ts';
import { Malformed } from '../malformed.ts';
import { algorithmIdentifier, issue, revocationList, sealed, selfSigned, type RevocationRequest } from '../testing/authority.ts';
import {
  bitString,
  boolean,
  element,
  enumerated,
  explicit,
  implicit,
  integer,
  name,
  octetString,
  oid,
  sequence,
  time,
} from '../testing/der-writer.ts';
import { p256Key, p384Key } from '../testing/keys.ts';
import { instant, parseRfc3339, type Instant } from '../time.ts';
import { readCertificate } from './certificate.ts';
import { isDateFault, isRevoked, readRevocationList, verifyRevocationList, type ListVerdict } from './crl.ts';
import { OID } from './extensions.ts';

const port = webCrypto(webcrypto.subtle);
const now = parseRfc3339('2026-01-01T00:00:00Z', 'now');
const key = p256Key('root');
const root = selfSigned({ subject: 'Root', key });
const leaf = issue(root, { subject: 'Leaf', key: p256Key('leaf') });
const DATES = { thisUpdate: '2025-12-01T00:00:00Z', nextUpdate: '2026-02-01T00:00:00Z' };

const bytesOf = (request: Partial<RevocationRequest> = {}): Uint8Array => revocationList(root, { ...DATES, ...request });
const cert = (der: Uint8Array): ReturnType<typeof readCertificate> => readCertificate(der, 'certificate');

function verify(bytes: Uint8Array, at: Instant = now, issuer = root.certificate): Promise<ListVerdict> {
  const profile = { algorithm: 'ecdsa-p256-sha256', issuerNeedsCrlSign: true, namesIssuerKey: false } as const;
  return verifyRevocationList(readRevocationList(bytes, 'CRL'), cert(issuer), profile, at, port);
}

/** A list built by hand, so that any part of it can be wrong. */
function list({
  version = integer(1),
  algorithm = algorithmIdentifier(key),
  rest = [sequence(sequence(integer(5), time(DATES.thisUpdate))), explicit(0, sequence())],
  dates = [time(DATES.thisUpdate), time(DATES.nextUpdate)],
}: Partial<Record<'version' | 'algorithm', Uint8Array>> &
  Partial<Record<'rest' | 'dates', readonly Uint8Array[]>> = {}): Uint8Array {
  return sealed(sequence(version, algorithm, root.subject, ...dates, ...rest), key);
}

const entry = (...parts: readonly Uint8Array[]): Uint8Array =>
  list({ rest: [sequence(sequence(...parts)), explicit(0, sequence())] });
const when = time(DATES.thisUpdate);
const entryExtension = (id: string, isCritical: boolean, value: Uint8Array): Uint8Array =>
  sequence(sequence(oid(id), ...(isCritical ? [boolean(true)] : []), octetString(value)));

describe('a revocation list', () => {
  it('returns its serials, dates and issuer', () => {
    const found = readRevocationList(bytesOf({ revoked: [Uint8Array.of(0xff, 1), Uint8Array.of(5)] }), 'CRL');
    expect([...found.revoked]).toEqual(['00ff01', '05']);
    expect(found.issuer).toEqual(root.subject);
    expect(found.nextUpdate).toBe(parseRfc3339(DATES.nextUpdate, 'nextUpdate'));
  });

  it('may be empty, endless, and without extensions: it is then read, and refused later', () => {
    expect(readRevocationList(bytesOf(), 'CRL').revoked.size).toBe(0);
    expect(readRevocationList(bytesOf({ nextUpdate: null }), 'CRL').nextUpdate).toBeUndefined();
    expect(readRevocationList(list({ rest: [] }), 'CRL').extensions.size).toBe(0);
  });

  it('may give reasons and dates of invalidity', () => {
    const reason = entryExtension('2.5.29.21', false, enumerated(1));
    expect([...readRevocationList(entry(integer(7), when, reason), 'CRL').revoked]).toEqual(['07']);
    expect(readRevocationList(entry(integer(7), when, entryExtension('2.5.29.24', true, when)), 'CRL').revoked.size).toBe(1);
  });

  it.each([
    ['nothing', new Uint8Array()],
    ['a byte behind', concat(bytesOf(), Uint8Array.of(0))],
    ['version 1', list({ version: integer(0) })],
    ['no version', list({ version: new Uint8Array() })],
    ['version 3', list({ version: integer(2) })],
    ['another algorithm inside than outside', list({ algorithm: algorithmIdentifier(p384Key('x')) })],
    ['no dates', list({ dates: [] })],
    ['three dates', list({ dates: [when, when, when] })],
    ['a date that does not exist', list({ dates: [element(0x17, new TextEncoder().encode('251301000000Z'))] })],
    ['an entry without a date', entry(integer(7))],
    ['an entry without a serial', entry(when)],
    ['an entry whose serial is not minimal', entry(fromHex('02020001', 'hex'), when)],
    ['an entry with something behind', entry(integer(7), when, entryExtension('2.5.29.21', false, enumerated(1)), integer(1))],
    ['an entry of another issuer: an indirect list', entry(integer(7), when, entryExtension('2.5.29.29', true, sequence()))],
    ['something between entries and extensions', list({ rest: [sequence(), explicit(1, sequence())] })],
    ['extensions under another tag', list({ rest: [explicit(1, sequence())] })],
    ['something behind the extensions', list({ rest: [explicit(0, sequence()), integer(1)] })],
    ['a signature of bits', sequence(sequence(), algorithmIdentifier(key), bitString(Uint8Array.of(6), 1))],
    ['an extension twice', bytesOf({ extensions: [{ oid: OID.crlNumber, value: integer(2) }] })],
  ])('is Malformed with %s', (_, bytes) => {
    expect(() => readRevocationList(bytes, 'CRL')).toThrow(Malformed);
  });

  it('is Malformed, never another error, when truncated anywhere', () => {
    const bytes = bytesOf({ revoked: [Uint8Array.of(1)] });
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => readRevocationList(bytes.slice(0, length), 'CRL')).toThrow(Malformed);
    }
  });

  it('of 50,000 entries is read in a moment', () => {
    const entries = sequence(Buffer.concat(Array.from({ length: 50_000 }, (_, index) => sequence(integer(index), when))));
    const bytes = list({ rest: [entries, explicit(0, sequence())] });
    const started = performance.now();
    expect(readRevocationList(bytes, 'CRL').revoked.size).toBe(50_000);
    expect(performance.now() - started).toBeLessThan(15_000);
  });
});

describe('a usable list', () => {
  it('holds until its next update', async () => {
    expect(await verify(bytesOf())).toEqual({ holds: true, until: parseRfc3339(DATES.nextUpdate, 'until') });
  });

  it.each<[string, Uint8Array, string]>([
    ['signed by another key', revocationList(root, DATES, p256Key('other')), 'signature'],
    ['signed on another curve', revocationList(root, DATES, p384Key('other')), 'algorithm'],
    ['of another issuer', bytesOf({ issuerName: name({ CN: 'Other' }) }), 'other-issuer'],
    ['without a number', bytesOf({ number: null }), 'no-number'],
    ['without a next update: endless', bytesOf({ nextUpdate: null }), 'no-next-update'],
    ['of tomorrow', bytesOf({ thisUpdate: '2026-01-02T00:00:00Z' }), 'not-yet-valid'],
    ['of last month', bytesOf({ nextUpdate: '2025-12-31T23:59:59Z' }), 'expired'],
    [
      'that is partial: of a scope of its own',
      bytesOf({ extensions: [{ oid: OID.issuingDistributionPoint, critical: true, value: sequence() }] }),
      'partial',
    ],
    [
      'that is a difference to another list',
      bytesOf({ extensions: [{ oid: '2.5.29.27', critical: true, value: integer(1) }] }),
      'partial',
    ],
    ['without extensions at all', list({ rest: [] }), 'no-number'],
  ])('is not one %s', async (_, bytes, fault) => {
    expect(await verify(bytes)).toEqual({ holds: false, fault });
  });

  it('does not name another issuer key', async () => {
    const other = selfSigned({ subject: 'Root', key: p256Key('other') });
    const bytes = revocationList({ key: other.key, subject: root.subject }, DATES, key);
    expect(await verify(bytes)).toEqual({ holds: false, fault: 'key-identifiers-do-not-chain' });
  });

  it('does not have an issuer that may not sign lists, or whose usage is missing', async () => {
    const usage = { oid: OID.keyUsage, critical: true, value: bitString(Uint8Array.of(0x04), 2) };
    const certOnly = selfSigned({ subject: 'Root', key, without: [OID.keyUsage], extensions: [usage] });
    const silent = selfSigned({ subject: 'Root', key, without: [OID.keyUsage] });
    for (const issuer of [certOnly, silent]) {
      expect(await verify(bytesOf(), now, issuer.certificate)).toEqual({ holds: false, fault: 'key-usage' });
    }
  });

  it('does not have unreadable key identifiers', async () => {
    const broken = { oid: OID.subjectKeyIdentifier, value: integer(1) };
    const issuer = selfSigned({ subject: 'Root', key, without: [OID.subjectKeyIdentifier], extensions: [broken] });
    expect(await verify(bytesOf(), now, issuer.certificate)).toEqual({ holds: false, fault: 'malformed' });
  });

  it('is distinguished from a stranger’s before its dates are checked', async () => {
    const past = { thisUpdate: '2025-10-01T00:00:00Z', nextUpdate: '2025-11-01T00:00:00Z' };
    expect(await verify(bytesOf(past))).toEqual({ holds: false, fault: 'expired' });
    expect(await verify(revocationList(root, past, p256Key('evil')))).toEqual({ holds: false, fault: 'signature' });
    expect(['expired', 'not-yet-valid', 'no-next-update'].every(isDateFault)).toBe(true);
    expect(['signature', 'other-issuer', 'malformed'].some(isDateFault)).toBe(false);
  });

  it('holds from the first to the last millisecond of its dates', async () => {
    const begin = parseRfc3339(DATES.thisUpdate, 'begin');
    const end = parseRfc3339(DATES.nextUpdate, 'end');
    expect(await verify(bytesOf(), begin)).toMatchObject({ holds: true });
    expect(await verify(bytesOf(), end)).toMatchObject({ holds: true });
    expect(await verify(bytesOf(), instant(begin - 1))).toMatchObject({ fault: 'not-yet-valid' });
    expect(await verify(bytesOf(), instant(end + 1))).toMatchObject({ fault: 'expired' });
  });

  it('is not usable with any byte changed', async () => {
    const bytes = bytesOf({ revoked: [leaf.serial] });
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const bad = bytes.map((byte, index) => (index === at ? byte ^ flip : byte));
        try {
          expect(await verify(bad)).toMatchObject({ holds: false });
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a revoked certificate', () => {
  it('has its serial on the list, sign byte and all', () => {
    const high = issue(root, { subject: 'Leaf', key: p256Key('leaf'), serial: Uint8Array.of(0xff, 2) });
    const found = readRevocationList(bytesOf({ revoked: [Uint8Array.of(0xff, 2)] }), 'CRL');
    expect(isRevoked(found, cert(high.certificate))).toBe(true);
    expect(isRevoked(found, cert(leaf.certificate))).toBe(false);
    expect(toHex(cert(high.certificate).serial)).toBe('00ff02');
  });
});

describe('key identifiers', () => {
  it('of a list may be absent', async () => {
    const tbs = sequence(
      integer(1),
      algorithmIdentifier(key),
      root.subject,
      time(DATES.thisUpdate),
      time(DATES.nextUpdate),
      explicit(0, sequence(sequence(oid(OID.crlNumber), octetString(integer(1))))),
    );
    expect(await verify(sealed(tbs, key))).toMatchObject({ holds: true });
  });

  it('of a list may name issuer and serial in addition to the key', async () => {
    const identifier = { oid: OID.authorityKeyIdentifier, value: sequence(implicit(2, Uint8Array.of(1))) };
    const tbs = sequence(
      integer(1),
      algorithmIdentifier(key),
      root.subject,
      time(DATES.thisUpdate),
      time(DATES.nextUpdate),
      explicit(
        0,
        sequence(
          ...[{ oid: OID.crlNumber, value: integer(1) }, identifier].map((e) => sequence(oid(e.oid), octetString(e.value))),
        ),
      ),
    );
    expect(await verify(sealed(tbs, key))).toMatchObject({ holds: true });
  });
});
