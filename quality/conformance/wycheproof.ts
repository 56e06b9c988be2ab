import { fromHex } from '../../src/verifier/bytes/hex.ts';
import type { CryptoPort, SignatureAlgorithm } from '../../src/verifier/crypto/port.ts';
import { rawFromDer } from '../../src/verifier/crypto/signature-form.ts';
import { unlessMalformed } from '../../src/verifier/malformed.ts';
import { Counter, type Tally } from './tally.ts';

/** The part of a Wycheproof file (testvectors_v1 schemas) that is used. */
type File = {
  readonly numberOfTests: number;
  readonly testGroups: readonly {
    readonly type: string;
    readonly sha?: string;
    readonly mgfSha?: string;
    readonly sLen?: number;
    readonly publicKeyDer: string;
    readonly tests: readonly {
      readonly tcId: number;
      readonly msg: string;
      readonly sig: string;
      readonly result: 'valid' | 'invalid' | 'acceptable';
    }[];
  }[];
};

type Group = File['testGroups'][number];

/** The files about a scheme of ours, or about a similar one that must be refused. Under `wycheproof/`. */
export const WYCHEPROOF_FILES: readonly string[] = [
  'ecdsa_secp256r1_sha256_test.json',
  'ecdsa_secp256r1_sha256_p1363_test.json',
  'ecdsa_secp256r1_sha512_test.json',
  'ecdsa_secp384r1_sha384_test.json',
  'ecdsa_secp384r1_sha384_p1363_test.json',
  'ecdsa_secp384r1_sha256_test.json',
  'ecdsa_secp384r1_sha512_test.json',
  'ed25519_test.json',
  'rsa_pss_2048_sha384_mgf1_48_test.json',
  'rsa_pss_4096_sha384_mgf1_48_test.json',
  'rsa_pss_2048_sha256_mgf1_32_test.json',
  'rsa_pss_2048_sha256_mgf1_32_params_test.json',
  'rsa_pss_4096_sha512_mgf1_64_test.json',
  'rsa_pss_misc_test.json',
  'rsa_pss_misc_params_test.json',
  'rsa_signature_2048_sha256_test.json',
  'rsa_signature_3072_sha256_test.json',
  'rsa_signature_4096_sha256_test.json',
  'rsa_signature_3072_sha384_test.json',
  'rsa_signature_4096_sha512_test.json',
];

const OTHER_HASH = 'another hash than the scheme of ours has';
const OTHER_PSS = 'RSA-PSS with another hash, mask or salt length than AMD uses';
const PSS_KEY = 'a key that carries RSA-PSS parameters itself: no vendor here has one';

type Scheme = { readonly algorithm: SignatureAlgorithm; readonly size?: 32 | 48 } | { readonly reason: string };

/** Which of our algorithms a group is about, or why none. */
function schemeOf(file: string, group: Group): Scheme {
  const curve = /^ecdsa_(secp256r1|secp384r1)_/.exec(file)?.[1];
  if (curve !== undefined) {
    const p256 = curve === 'secp256r1';
    if (group.sha !== (p256 ? 'SHA-256' : 'SHA-384')) return { reason: OTHER_HASH };
    const algorithm = p256 ? 'ecdsa-p256-sha256' : 'ecdsa-p384-sha384';
    return group.type === 'EcdsaVerify' ? { algorithm, size: p256 ? 32 : 48 } : { algorithm };
  }
  if (file.startsWith('ed25519')) return { algorithm: 'ed25519' };
  if (file.startsWith('rsa_signature'))
    return group.sha === 'SHA-256' ? { algorithm: 'rsa-pkcs1-sha256' } : { reason: OTHER_HASH };
  if (group.sha !== 'SHA-384' || group.mgfSha !== 'SHA-384' || group.sLen !== 48) return { reason: OTHER_PSS };
  return group.type === 'RsassaPssWithParametersVerify' ? { reason: PSS_KEY } : { algorithm: 'rsa-pss-sha384' };
}

/** The signature in the port's form, or undefined when its DER is invalid. */
function raw(signature: string, size: 32 | 48 | undefined): Uint8Array | undefined {
  const bytes = fromHex(signature, 'sig');
  if (size === undefined) return bytes;
  return unlessMalformed(() => rawFromDer(bytes, size), undefined);
}

/**
 * One file against one implementation of the crypto port. *Acceptable* cases are signatures that lax implementations accept (such
 * as PKCS #1 without the NULL of its parameters); here there is one encoding, so they must be refused.
 */
export async function runWycheproof(file: string, text: string, port: CryptoPort): Promise<Tally> {
  const { testGroups } = JSON.parse(text) as File; // Test data in a documented schema; a wrong shape would change the counts.
  const counter = new Counter();
  for (const group of testGroups) {
    const scheme = schemeOf(file, group);
    for (const test of group.tests) {
      if ('reason' in scheme) {
        counter.notApplicable(scheme.reason);
        continue;
      }
      const signature = raw(test.sig, scheme.size);
      const spki = fromHex(group.publicKeyDer, 'publicKeyDer');
      const holds =
        signature !== undefined && (await port.verifySignature(scheme.algorithm, spki, signature, fromHex(test.msg, 'msg')));
      counter.compare(
        `${file} ${String(test.tcId)}: ${test.result}, answered ${String(holds)}`,
        holds === (test.result === 'valid'),
      );
    }
  }
  return counter.tally();
}
