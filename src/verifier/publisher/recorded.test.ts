// Covers: sigstore/verify.ts, sigstore/trusted-root.ts
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createHash, webcrypto } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { webCrypto } from '../crypto/webcrypto.ts';
import { fromPem } from '../encoding/pem.ts';
import { toHex } from '../bytes/hex.ts';
import { instant } from '../time.ts';
import { readTrustedRoot } from './sigstore/trusted-root.ts';
import { verifySigstoreBundle, type SigstoreProof } from './sigstore/verify.ts';
import { unlessMalformed } from '../malformed.ts';
import type { Refused } from './fault.ts';

const folder = resolve('../shared/vectors/crypto/sigstore-conformance');
const cases = existsSync(folder)
  ? readdirSync(`${folder}/bundle-verify`, { withFileTypes: true }).filter((one) => one.isDirectory())
  : [];
if (cases.length === 0) console.log('skipped: no recorded sigstore-conformance');

const crypto = webCrypto(webcrypto.subtle);
const BEACON =
  'https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main';

type Case = {
  readonly identity: string;
  readonly issuer: string;
  readonly artifact: Uint8Array;
  readonly outcome: SigstoreProof | Refused;
};

async function run(name: string): Promise<Case> {
  const inCase = (file: string): string => `${folder}/bundle-verify/${name}/${file}`;
  const optional = (file: string): Uint8Array | undefined => (existsSync(inCase(file)) ? readFileSync(inCase(file)) : undefined);
  const textOf = (file: string, otherwise: string): string => {
    const bytes = optional(file);
    return bytes === undefined ? otherwise : new TextDecoder().decode(bytes).trim();
  };
  const root = optional('trusted_root.json') ?? readFileSync(`${folder}/production-trusted_root.json`);
  const instance = unlessMalformed(() => readTrustedRoot(root, name), undefined);
  const key = optional('key.pub');
  const artifact = optional('artifact') ?? readFileSync(`${folder}/bundle-verify/a.txt`);
  const outcome = await verifySigstoreBundle({
    bytes: readFileSync(inCase('bundle.sigstore.json')),
    instances: instance === undefined ? [] : [instance],
    now: instant(Date.parse('2026-11-29T00:00:00Z')),
    crypto,
    // An unreadable key verifies nothing.
    key: key === undefined ? undefined : unlessMalformed(() => fromPem(key, 'PUBLIC KEY', 'key')[0], new Uint8Array()),
    artifact,
  });
  return {
    identity: textOf('identity', BEACON),
    issuer: textOf('issuer', 'https://token.actions.githubusercontent.com'),
    artifact,
    outcome,
  };
}

/** What else a conforming client's caller requires: this identity, and this artifact. */
function isAsked({ identity, issuer, artifact, outcome }: Case): boolean {
  if (!outcome.holds) return false;
  const sha256 = toHex(createHash('sha256').update(artifact).digest());
  const isSubject =
    outcome.statement === undefined || outcome.statement.subjects.some(({ digests }) => digests.get('sha256') === sha256);
  const { signer } = outcome;
  return isSubject && (signer === undefined || (signer.identity === identity && signer.issuer === issuer));
}

describe.skipIf(cases.length === 0)('sigstore-conformance', () => {
  it.each(cases.map(({ name }) => name))('%s', async (name) => {
    const found = await run(name);
    expect(isAsked(found)).toBe(!name.endsWith('_fail'));
  });

  // Its time stamp has line breaks in its base64, which is refused as such; the fault that it tests must be refused as well.
  it('refuses a time stamp from after the certificate ended, once its line breaks are taken out', async () => {
    const path = `${folder}/bundle-verify/rekor2-timestamp-with-incorrect-time_fail`;
    const bytes = new TextEncoder().encode(
      readFileSync(`${path}/bundle.sigstore.json`, 'utf8').replace(
        /("signedTimestamp": ?")([^"]*)"/,
        (_, name: string, stamp: string) => `${name}${stamp.replaceAll('\\n', '')}"`,
      ),
    );
    const instances = [readTrustedRoot(readFileSync(`${path}/trusted_root.json`), 'staging')];
    const artifact = readFileSync(`${folder}/bundle-verify/a.txt`);
    const now = instant(Date.parse('2026-11-29T00:00:00Z'));
    expect(await verifySigstoreBundle({ bytes, instances, now, crypto, artifact })).toEqual({
      holds: false,
      fault: 'outside-validity',
    });
  });
});
