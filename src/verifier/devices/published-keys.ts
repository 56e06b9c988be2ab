import { toHex, type Hex } from '../bytes/hex.ts';

/**
 * Device keys whose private keys are published: the test key of keystone/bootrom/test_dev_key.h (taken over from Sanctum's boot
 * loader), and those that bootloader.c derives where a platform has not replaced `random_byte`, which returns 0xac + (0xdd ^ i),
 * before 2019 also 0xda; each with SHA3-512 and with SHA-512.
 */
const PUBLISHED: ReadonlySet<Hex> = new Set([
  '0faad4ff01178583baa588966f7c1ff32564dd17d7dc2b46cb50a84a69270b4c',
  'e34b2d807d18e0c1d90dfb5bdc3ad85b1d02a7a6c44dcf9130ba7b181ee0d9b9',
  '894e920d4fdc741f5a2e89f1154ea33ac705463c6c55e3584e506c0e80a005cd',
  'd93782ce27be533295ab4a4d6e632931022b50db80340f8c34f920ac7de52fee',
  'd986763d7229cc7761ace01a6e930e52f2c2277c764ef214121f98feb2e0dca1',
]);

/** Is this a device key whose private key anyone can read? */
export const isPublishedKey = (key: Uint8Array): boolean => PUBLISHED.has(toHex(key));

/** What to do with a device key whose private key is published. Anything but `refuse` is for development. */
export type TestKeys = 'accept' | 'warn' | 'refuse';
