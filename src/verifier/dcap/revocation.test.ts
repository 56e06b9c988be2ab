import { describe, expect, it } from 'vitest';
import { fromHex } from '../bytes/hex.ts';
import { revocationList, type RevocationRequest } from '../testing/authority.ts';
import { integer, sequence, toPem } from '../testing/der-writer.ts';
import { midnight, usualAuthorities } from '../testing/intel/case.ts';
import { failures, faultsOf, appraiseIntelCase, NOW } from '../testing/intel/appraised.ts';
import { pckLeaf, PLATFORM } from '../testing/intel/pki.ts';
import { p256Key } from '../testing/keys.ts';
import { ORDINARY_POLICY } from '../tees.ts';
import { OID } from '../x509/extensions.ts';

const { root, ca, pck, signer } = usualAuthorities();
const dates = { thisUpdate: midnight(NOW, -5), nextUpdate: midnight(NOW, 25) };
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const withList = (name: 'root_ca_crl' | 'pck_crl', value: unknown) => ({
  document: (known: Readonly<Record<string, string>>) => ({ ...known, [name]: value }),
});

describe.each([
  ['dcap.root-crl', 'root_ca_crl', 'rootCrl', root],
  ['dcap.pck-crl', 'pck_crl', 'pckCrl', ca],
] as const)('%s', (kind, member, part, issuer) => {
  const signature = `${kind}.signature`;
  const current = `${kind}.current`;

  it('is refused when another key signed it, even if it revokes', async () => {
    const forged = revocationList(issuer, dates, p256Key('evil'));
    expect(await faultsOf(withList(member, hex(forged)))).toEqual({ [signature]: 'fail signature' });
    const revoking = revocationList(issuer, { ...dates, revoked: [pck.serial] }, p256Key('evil'));
    expect(await faultsOf(withList(member, hex(revoking)))).toEqual({ [signature]: 'fail signature' });
  });

  it('is refused when it is another issuer’s', async () => {
    const other = member === 'pck_crl' ? root : ca;
    expect(await faultsOf(withList(member, hex(revocationList(other, dates))))).toEqual({ [signature]: 'fail other-issuer' });
  });

  it('is refused when it has the right name and another key', async () => {
    const impostor = { subject: issuer.subject, key: p256Key('impostor') };
    expect(await faultsOf(withList(member, hex(revocationList(impostor, dates))))).toEqual({
      [signature]: 'fail key-identifiers-do-not-chain',
    });
  });

  it('is refused without authority key identifier or number', async () => {
    const bare = await faultsOf({ [part]: { number: null } });
    expect(bare).toEqual({ [signature]: 'fail no-number' });
    const list = revocationList(issuer, { ...dates, without: [OID.authorityKeyIdentifier] });
    expect(await faultsOf(withList(member, hex(list)))).toEqual({ [signature]: 'fail no-authority-key-identifier' });
  });

  it.each([true, false])('is refused as part of a list, marked critical or not (%s)', async (critical) => {
    for (const oid of [OID.issuingDistributionPoint, OID.deltaCrlIndicator]) {
      const extensions = [{ oid, critical, value: sequence() }];
      expect(await faultsOf({ [part]: { extensions } })).toEqual({ [signature]: 'fail partial' });
    }
  });

  it.each([
    [{ nextUpdate: '2026-11-25T11:59:59Z' }, 'fail expired'],
    [{ nextUpdate: '2026-11-25T12:00:00Z' }, undefined],
    [{ thisUpdate: '2026-11-25T12:00:01Z' }, 'fail not-yet-valid'],
    [{ thisUpdate: '2026-11-25T12:00:00Z' }, undefined],
    [{ nextUpdate: null }, 'fail no-next-update'],
  ] as readonly (readonly [Partial<RevocationRequest>, string | undefined])[])('dated %j is %s', async (change, wanted) => {
    expect((await faultsOf({ [part]: change }))[current]).toBe(wanted);
  });

  it.each([
    ['nothing', ''],
    ['text that is no hex', 'zz'],
    ['a byte too many', hex(revocationList(issuer, dates)) + '00'],
    ['a byte too few', hex(revocationList(issuer, dates)).slice(0, -2)],
    ['version 1', hex(revocationList(issuer, { ...dates, version: 0 }))],
  ])('that is %s is unreadable', async (_, value) => {
    const found = await faultsOf(withList(member, value)).catch((error: unknown) => String(error));
    // Text that is not even hex makes the whole document unreadable.
    expect(typeof found === 'string' ? found : found[signature]).toMatch(/not hexadecimal|fail unreadable/);
  });

  it('is read in DER, in hex, as an array of bytes, and as PEM', async () => {
    const der = revocationList(issuer, dates);
    expect(await faultsOf(withList(member, [...der]))).toEqual({});
    expect(await faultsOf(withList(member, toPem('X509 CRL', der)))).toEqual({});
    expect(await faultsOf(withList(member, hex(new TextEncoder().encode(hex(der)))))).toEqual({});
  });

  it('is read with white space around it, as text files end', async () => {
    const der = revocationList(issuer, dates);
    expect(await faultsOf(withList(member, `\n ${hex(der)}\r\n`))).toEqual({});
    expect(await faultsOf(withList(member, hex(new TextEncoder().encode(`${hex(der)}\n`))))).toEqual({});
    expect(await faultsOf(withList(member, `\n${toPem('X509 CRL', der)}\n`))).toEqual({});
  });

  it('that is missing leaves revocation unknown, and hardware without a tier', async () => {
    const result = await appraiseIntelCase({
      document: (known) => Object.fromEntries(Object.entries(known).filter(([name]) => name !== member)),
    });
    expect(failures(result)).toMatchObject({
      [signature]: 'unknown missing',
      [current]: 'unknown missing',
      'dcap.pck-chain.revocation': 'unknown no-usable-list',
    });
    expect(result.vector.hardware).toBe('none');
  });

  it('limits the validity of the result', async () => {
    const result = await appraiseIntelCase({ [part]: { nextUpdate: '2026-11-25T15:00:00Z' } });
    expect(result.goodUntil).toBe('2026-11-25T15:00:00.000Z');
  });
});

describe('revocation', () => {
  const others = Array.from({ length: 50 }, (_, at) => Uint8Array.of(0x11, at + 1));

  it('refuses a revoked PCK certificate, alone or among fifty', async () => {
    expect(await faultsOf({ pckCrl: { revoked: [pck.serial] } })).toEqual({ 'dcap.pck-chain.revocation': 'fail' });
    expect(await faultsOf({ pckCrl: { revoked: [...others, pck.serial, ...others] } })).toEqual({
      'dcap.pck-chain.revocation': 'fail',
    });
    expect(await faultsOf({ pckCrl: { revoked: others } })).toEqual({});
  });

  it('refuses a revoked PCK CA', async () => {
    expect(await faultsOf({ rootCrl: { revoked: [ca.serial] } })).toEqual({ 'dcap.pck-chain.revocation': 'fail' });
  });

  it('refuses documents of a revoked TCB signer', async () => {
    expect(await faultsOf({ rootCrl: { revoked: [signer.serial] } })).toEqual({
      'dcap.tcb-info.signing-chain': 'fail revoked',
      'dcap.qe-identity.signing-chain': 'fail revoked',
    });
  });

  it('outlives the list that says so: what Intel revoked stays revoked', async () => {
    const past = { thisUpdate: '2026-09-01T00:00:00Z', nextUpdate: '2026-10-01T00:00:00Z' };
    for (const request of [{ pckCrl: { ...past, revoked: [pck.serial] } }, { rootCrl: { ...past, revoked: [ca.serial] } }]) {
      const result = await appraiseIntelCase(request, { policy: ORDINARY_POLICY });
      expect(failures(result)['dcap.pck-chain.revocation']).toMatch(/^fail/);
      expect(result.vector.hardware).toBe('contraindicated');
    }
    const clean = await appraiseIntelCase({ pckCrl: { ...past, revoked: others } }, { policy: ORDINARY_POLICY });
    expect(failures(clean)['dcap.pck-chain.revocation']).toBe('unknown no-usable-list');
    expect(clean.findings).toContainEqual({ check: 'dcap.pck-crl.signature', outcome: 'pass' });
  });

  it('counts a serial only in the list of its own issuer', async () => {
    expect(await faultsOf({ rootCrl: { revoked: [pck.serial] }, pckCrl: { revoked: [ca.serial, signer.serial] } })).toEqual({});
  });

  it('reads the same serial number whether or not its encoding has a sign byte', async () => {
    const high = fromHex('80112233', 'serial');
    expect(integer(high)).toEqual(fromHex('02050080112233', 'integer'));
    const found = await faultsOf({
      authorities: (known) => ({ ...known, pck: pckLeaf(known.ca, PLATFORM, { serial: high }) }),
      pckCrl: { revoked: [high] },
    });
    expect(found).toEqual({ 'dcap.pck-chain.revocation': 'fail' });
  });
});
