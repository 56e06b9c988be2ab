import { describe, expect, it } from 'vitest';
import type { Giver } from '../endorsement.ts';
import { readable } from '../parsed.ts';
import { Malformed } from '../malformed.ts';
import { algorithmIdentifier, issue, revocationList, sealed, selfSigned, type RevocationRequest } from '../testing/authority.ts';
import { boolean, explicit, integer, octetString, oid, sequence, time } from '../testing/der-writer.ts';
import { testCrypto } from '../testing/appraise-case.ts';
import { p256Key } from '../testing/keys.ts';
import { parseRfc3339 } from '../time.ts';
import { readCertificate } from './certificate.ts';
import { readRevocationList, type ListProfile } from './crl.ts';
import { OID } from './extensions.ts';
import { isRevokedBy, countLists, type SuppliedList } from './revocation.ts';

const now = parseRfc3339('2026-01-01T00:00:00Z', 'now');
const root = selfSigned({ subject: 'Root', key: p256Key('root') });
const leaf = issue(root, { subject: 'Leaf', key: p256Key('leaf') });
const PROFILE: ListProfile = { algorithm: 'ecdsa-p256-sha256', issuerNeedsCrlSign: true, namesIssuerKey: true };
const DATES = { thisUpdate: '2025-12-01T00:00:00Z', nextUpdate: '2026-02-01T00:00:00Z' };

const supplied = (bytes: Uint8Array, from: Giver = 'site'): SuppliedList => {
  const list = readable(() => readRevocationList(bytes, 'CRL'));
  if (list.at === 'missing') throw new Error('nothing was given');
  return { list, from };
};
const listed = (request: Partial<RevocationRequest> = {}, from?: Giver) =>
  supplied(revocationList(root, { ...DATES, ...request }), from);
const appraised = (...lists: readonly SuppliedList[]) =>
  countLists(lists, readCertificate(root.certificate, 'root'), PROFILE, now, testCrypto);
const certificate = readCertificate(leaf.certificate, 'leaf');

const EMPTY = listed();
const REVOKING = listed({ revoked: [leaf.serial], number: 2 });

describe('the lists of one issuer', () => {
  it('revoke what any of them names, in whatever order they come', async () => {
    for (const lists of [
      [EMPTY, REVOKING],
      [REVOKING, EMPTY],
      [EMPTY, EMPTY, REVOKING],
    ])
      expect(isRevokedBy(await appraised(...lists), certificate)).toBe(true);
    expect(isRevokedBy(await appraised(EMPTY), certificate)).toBe(false);
  });

  it.each([
    ['has ended', { nextUpdate: '2025-12-31T00:00:00Z' }],
    ['begins later', { thisUpdate: '2026-01-02T00:00:00Z' }],
    ['never ends', { nextUpdate: null }],
  ])('revoke whom one names that %s, beside a current one that does not', async (_, dates) => {
    const lists = await appraised(EMPTY, listed({ ...dates, revoked: [leaf.serial] }));
    expect(isRevokedBy(lists, certificate)).toBe(true);
    expect(lists.until).toBe(parseRfc3339(DATES.nextUpdate, 'end'));
  });

  it('revoke nothing by a list that another signed', async () => {
    const forged = supplied(revocationList(root, { ...DATES, revoked: [leaf.serial] }, p256Key('other')));
    expect(isRevokedBy(await appraised(EMPTY, forged), certificate)).toBe(false);
  });

  it('are current until the last of those that are', async () => {
    const { until } = await appraised(listed({ nextUpdate: '2026-01-05T00:00:00Z' }), EMPTY);
    expect(until).toBe(parseRfc3339(DATES.nextUpdate, 'end'));
  });

  it('are none when none was supplied, or none holds, and say whose was bad', async () => {
    expect(await appraised()).toEqual({ signed: [], until: undefined, bad: [] });
    const forged = supplied(revocationList(root, DATES, p256Key('other')), 'manufacturer');
    const garbage = supplied(Uint8Array.of(1, 2), 'cache');
    const { signed, until, bad } = await appraised(forged, garbage);
    expect([signed, until]).toEqual([[], undefined]);
    expect(bad).toMatchObject([
      { because: 'signature', from: 'manufacturer' },
      { because: 'unreadable', from: 'cache' },
    ]);
  });

  it.each([
    ['a delta', OID.deltaCrlIndicator],
    ['one of a scope of its own', OID.issuingDistributionPoint],
  ])('count no partial one: %s, marked critical or not', async (_, part) => {
    for (const critical of [true, false]) {
      const { until, bad } = await appraised(listed({ extensions: [{ oid: part, critical, value: sequence() }] }));
      expect([until, bad.map(({ because }) => because)]).toEqual([undefined, ['partial']]);
    }
  });

  it('must name the issuer’s key where the profile requires it', async () => {
    const unnamed = listed({ without: [OID.authorityKeyIdentifier] });
    expect((await appraised(unnamed)).bad.map(({ because }) => because)).toEqual(['no-authority-key-identifier']);
  });
});

it.each([true, false])('a list with an entry of another issuer is Malformed, marked critical or not (%s)', (critical) => {
  const mark = critical ? [boolean(true)] : [];
  const extension = sequence(oid('2.5.29.29'), ...mark, octetString(sequence()));
  const when = time('2025-12-01T00:00:00Z');
  const entries = sequence(sequence(integer(5), when, sequence(extension)));
  const tbs = sequence(integer(1), algorithmIdentifier(root.key), root.subject, when, entries, explicit(0, sequence()));
  expect(() => readRevocationList(sealed(tbs, root.key), 'CRL')).toThrow(Malformed);
  expect(() => readRevocationList(sealed(tbs, root.key), 'CRL')).toThrow('of another issuer');
});
