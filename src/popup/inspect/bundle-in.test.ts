import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toBase64 } from '../../verifier/index.ts';
import { writtenBundle } from '../../verifier/testing/publisher/sigstore/bundle.ts';
import { tlogProof } from '../../verifier/testing/publisher/tlog-proof.ts';
import { bundleIn, readProof } from './bundle-in.ts';
import { look } from './recognise.ts';

const NOW = Date.parse('2026-11-29T00:00:00Z');
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a publisher’s signature dropped into the inspector', () => {
  it('is named, and is not evidence', () => {
    expect(look(writtenBundle())).toMatchObject({ recognised: null, named: { name: 'sigstore-bundle' } });
    expect(look(tlogProof(bytesOf('entry')))).toMatchObject({ recognised: null, named: { name: 'tlog-proof' } });
  });

  it('is found inside its wrapping', () => {
    const bundle = writtenBundle();
    for (const input of [bundle, bytesOf(toBase64(bundle)), bytesOf(JSON.stringify({ proof: toBase64(bundle) }))])
      expect(bundleIn(input)).toEqual(bundle);
    expect(bundleIn(bytesOf('{"mediaType":"text/plain"}'))).toBeNull();
  });

  it('holds under the pinned instance only', async () => {
    expect(await readProof(writtenBundle(), NOW)).toEqual({ holds: false, fault: 'log-unknown' });
  });

  const recorded = resolve(
    '../shared/vectors/crypto/sigstore-conformance/bundle-verify/happy-path-intoto-in-dsse-v3/bundle.sigstore.json',
  );
  it.skipIf(!existsSync(recorded))(
    'of a recorded case names the workflow that made it, and not what its predicate says of itself',
    async () => {
      const proof = await readProof(readFileSync(recorded), NOW);
      expect(proof).toMatchObject({
        word: {
          source: {
            repository: 'https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon',
            runner: 'github-hosted',
          },
        },
        log: 'rekor.sigstore.dev',
        subjects: [{ name: 'a.txt', algorithm: 'sha256' }],
      });
    },
  );
});
