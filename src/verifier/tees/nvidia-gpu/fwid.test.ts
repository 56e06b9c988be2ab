import { describe, expect, it } from 'vitest';
import { Malformed } from '../../malformed.ts';
import type { ExtensionField } from '../../testing/authority.ts';
import { implicit, integer, octetString, oid, sequence, element } from '../../testing/der-writer.ts';
import { p384Key } from '../../testing/keys.ts';
import { compositeDeviceId, deviceChain, FMC, tcbInfo } from '../../testing/nvidia/devices.ts';
import { readCertificate } from '../../x509/certificate.ts';
import { firmwareIdentity } from './fwid.ts';

const SHA_384 = '2.16.840.1.101.3.4.2.2';
const key = p384Key('fwid');
const older = (value: Uint8Array): ExtensionField => ({ oid: '2.23.133.5.4.1', value });
const newer = (...members: readonly Uint8Array[]): ExtensionField => ({ oid: '2.23.133.5.4.1.1', value: sequence(...members) });
const fwid = (digest: Uint8Array, hash = SHA_384): Uint8Array => sequence(oid(hash), octetString(digest));
const flags = (...bytes: readonly number[]): Uint8Array => element(0x87, Uint8Array.from(bytes));

const identityOf = (...extensions: readonly ExtensionField[]) =>
  firmwareIdentity(readCertificate(deviceChain({ alter: { leaf: { extensions } } }).leaf.certificate, 'leaf'));

describe('the firmware identity in a leaf', () => {
  it('of Hopper is the digest, and says nothing about flags', () => {
    expect(identityOf(compositeDeviceId(FMC, key))).toEqual({ fwid: FMC, flags: null });
  });

  it('of Blackwell is the first digest, with its flags', () => {
    const none = { notConfigured: false, notSecure: false, recovery: false, debug: false };
    expect(identityOf(tcbInfo(FMC, 0))).toEqual({ fwid: FMC, flags: none });
    expect(identityOf(tcbInfo(FMC, 0x80))?.flags).toEqual({ ...none, notConfigured: true });
    expect(identityOf(tcbInfo(FMC, 0x40))?.flags).toEqual({ ...none, notSecure: true });
    expect(identityOf(tcbInfo(FMC, 0x20))?.flags).toEqual({ ...none, recovery: true });
    expect(identityOf(tcbInfo(FMC, 0x10))?.flags).toEqual({ ...none, debug: true });
    expect(identityOf(tcbInfo(FMC, 0x0f))?.flags).toEqual(none);
  });

  it('may omit its flags, and have members that are not read', () => {
    expect(identityOf(newer(implicit(1, Uint8Array.of(1)), element(0xa6, fwid(FMC))))).toEqual({ fwid: FMC, flags: null });
    const more = newer(element(0xa6, fwid(FMC)), flags(0, 0), implicit(9, Uint8Array.of(1)));
    expect(identityOf(more)?.flags?.debug).toBe(false);
  });

  it('is absent from a leaf without either form', () => {
    expect(identityOf()).toBeNull();
    expect(identityOf({ oid: '2.23.133.5.4.2', value: sequence() })).toBeNull();
  });

  it.each<[string, readonly ExtensionField[]]>([
    ['in both forms', [compositeDeviceId(FMC, key), tcbInfo(FMC)]],
    ['of another version', [older(sequence(integer(2), key.spki, fwid(FMC)))]],
    ['of another hash', [older(sequence(integer(1), key.spki, fwid(FMC, '2.16.840.1.101.3.4.2.1')))]],
    ['of 47 bytes', [older(sequence(integer(1), key.spki, fwid(FMC.slice(1))))]],
    ['with more behind it', [older(sequence(integer(1), key.spki, fwid(FMC), integer(1)))]],
    ['with a digest and more', [older(sequence(integer(1), key.spki, sequence(oid(SHA_384), octetString(FMC), integer(1))))]],
    ['without a digest', [older(sequence(integer(1), key.spki))]],
    ['that is no sequence', [older(octetString(FMC))]],
    ['without fwids', [newer(flags(0, 0))]],
    ['with empty fwids', [newer(element(0xa6))]],
    ['whose second digest is of another hash', [newer(element(0xa6, fwid(FMC), fwid(FMC, '1.2.3')))]],
    ['with fwids twice', [newer(element(0xa6, fwid(FMC)), element(0xa6, fwid(FMC)))]],
    ['with members out of order', [newer(flags(0, 0), element(0xa6, fwid(FMC)))]],
    ['with empty flags', [newer(element(0xa6, fwid(FMC)), flags())]],
    ['with flags of no bits', [newer(element(0xa6, fwid(FMC)), flags(0))]],
    ['with eight unused bits', [newer(element(0xa6, fwid(FMC)), flags(8, 0))]],
  ])('%s is refused', (_, extensions) => {
    expect(() => identityOf(...extensions)).toThrow(Malformed);
  });
});
