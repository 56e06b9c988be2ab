import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import type { ExtensionField } from '../../testing/authority.ts';
import { implicit, integer, octetString, oid, sequence, element } from '../../testing/der-writer.ts';
import { p384Key } from '../../testing/keys.ts';
import { compositeDeviceId, deviceChain, FMC, tcbInfo } from '../../testing/nvidia/devices.ts';
import { refusalOf } from '../../testing/refusal.ts';
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

  it('may have seven bits that do not count', () => {
    expect(identityOf(newer(element(0xa6, fwid(FMC)), flags(7, 0x80)))?.flags?.notConfigured).toBe(true);
  });

  it('is absent from a leaf without either form', () => {
    expect(identityOf()).toBeNull();
    expect(identityOf({ oid: '2.23.133.5.4.2', value: sequence() })).toBeNull();
  });

  it.each<[string, readonly ExtensionField[], string]>([
    ['in both forms', [compositeDeviceId(FMC, key), tcbInfo(FMC)], 'leaf.FWID: stands in two forms'],
    ['of another version', [older(sequence(integer(2), key.spki, fwid(FMC)))], 'leaf.CompositeDeviceID.version: not version 1'],
    [
      'of another hash',
      [older(sequence(integer(1), key.spki, fwid(FMC, '2.16.840.1.101.3.4.2.1')))],
      'leaf.fwid.hashAlg: not SHA-384',
    ],
    ['of 47 bytes', [older(sequence(integer(1), key.spki, fwid(FMC.slice(1))))], 'leaf.fwid.digest: not 48 bytes'],
    [
      'with more behind it',
      [older(sequence(integer(1), key.spki, fwid(FMC), integer(1)))],
      'leaf.CompositeDeviceID.CompositeDeviceID: 3 trailing bytes (at byte 186)',
    ],
    [
      'with a digest and more',
      [older(sequence(integer(1), key.spki, sequence(oid(SHA_384), octetString(FMC), integer(1))))],
      'leaf.CompositeDeviceID.CompositeDeviceID.fwid: 3 trailing bytes (at byte 61)',
    ],
    [
      'without a digest',
      [older(sequence(integer(1), key.spki))],
      'leaf.CompositeDeviceID.CompositeDeviceID.fwid: needs 1 bytes, 0 left (at byte 123)',
    ],
    ['that is no sequence', [older(octetString(FMC))], 'leaf.CompositeDeviceID.CompositeDeviceID: tag 04, want 30 (at byte 1)'],
    [
      'whose version is no number',
      [older(sequence(octetString(FMC)))],
      'leaf.CompositeDeviceID.CompositeDeviceID.version: tag 04, want 02 (at byte 1)',
    ],
    [
      'without an owner',
      [older(sequence(integer(1)))],
      'leaf.CompositeDeviceID.CompositeDeviceID.deviceID: needs 1 bytes, 0 left (at byte 3)',
    ],
    [
      'whose hash is no identifier',
      [older(sequence(integer(1), key.spki, sequence(integer(1))))],
      'leaf.CompositeDeviceID.CompositeDeviceID.fwid.hashAlg: tag 02, want 06 (at byte 1)',
    ],
    [
      'whose digest is no bytes',
      [older(sequence(integer(1), key.spki, sequence(oid(SHA_384), integer(1))))],
      'leaf.CompositeDeviceID.CompositeDeviceID.fwid.digest: tag 02, want 04 (at byte 12)',
    ],
    [
      'of Blackwell, that is no sequence',
      [{ oid: '2.23.133.5.4.1.1', value: octetString(FMC) }],
      'leaf.DiceTcbInfo.DiceTcbInfo: tag 04, want 30 (at byte 1)',
    ],
    [
      'of Blackwell, with more behind it',
      [{ oid: '2.23.133.5.4.1.1', value: concat(sequence(element(0xa6, fwid(FMC))), integer(1)) }],
      'leaf.DiceTcbInfo: 3 trailing bytes (at byte 67)',
    ],
    [
      'of Hopper, with more behind all of it',
      [older(concat(sequence(integer(1), key.spki, fwid(FMC)), integer(1)))],
      'leaf.CompositeDeviceID: 3 trailing bytes (at byte 189)',
    ],
    [
      'with a member cut short',
      [newer(Uint8Array.of(0x81, 5, 0))],
      'leaf.DiceTcbInfo.DiceTcbInfo.member 1: needs 5 bytes, 1 left (at byte 2)',
    ],
    [
      'whose identity is no sequence',
      [older(sequence(integer(1), key.spki, integer(1)))],
      'leaf.CompositeDeviceID.CompositeDeviceID.fwid: tag 02, want 30 (at byte 124)',
    ],
    [
      'with fwids that are none',
      [newer(element(0xa6, integer(1)))],
      'leaf.DiceTcbInfo.DiceTcbInfo.fwids.fwid: tag 02, want 30 (at byte 1)',
    ],
    [
      'with flags cut short',
      [newer(element(0xa6, fwid(FMC)), Uint8Array.of(0x87, 5, 1))],
      'leaf.DiceTcbInfo.DiceTcbInfo.flags: needs 5 bytes, 1 left (at byte 67)',
    ],
    ['without fwids', [newer(flags(0, 0))], 'leaf.DiceTcbInfo.fwids: missing'],
    ['with empty fwids', [newer(element(0xa6))], 'leaf.DiceTcbInfo.DiceTcbInfo.fwids.fwid: needs 1 bytes, 0 left (at byte 0)'],
    [
      'whose second digest is of another hash',
      [newer(element(0xa6, fwid(FMC), fwid(FMC, '1.2.3')))],
      'leaf.fwid.hashAlg: not SHA-384',
    ],
    ['with fwids twice', [newer(element(0xa6, fwid(FMC)), element(0xa6, fwid(FMC)))], 'leaf.DiceTcbInfo: members out of order'],
    ['with members out of order', [newer(flags(0, 0), element(0xa6, fwid(FMC)))], 'leaf.DiceTcbInfo: members out of order'],
    ['with empty flags', [newer(element(0xa6, fwid(FMC)), flags())], 'leaf.DiceTcbInfo.flags: not a bit string'],
    ['with flags of no bits', [newer(element(0xa6, fwid(FMC)), flags(0))], 'leaf.DiceTcbInfo.flags: not a bit string'],
    ['with eight unused bits', [newer(element(0xa6, fwid(FMC)), flags(8, 0))], 'leaf.DiceTcbInfo.flags: not a bit string'],
  ])('%s is refused', (_, extensions, message) => {
    expect(refusalOf(() => identityOf(...extensions))).toBe(message);
  });
});
