// Covers: attester.ts, tls-keys.ts, kept-quote.ts
import { randomBytes } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { simulatedSource } from '../../testing/attester/simulated-source.ts';
import { webAuthority } from '../../testing/certificates.ts';
import { equalBytes } from '../verifier/index.ts';
import { readDocument } from '../verifier/protocol/index.ts';
import { tdxAttester } from '../verifier/testing/attesters/dcap.ts';
import { attester } from './attester.ts';

const folder = mkdtempSync(join(tmpdir(), 'renewal-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const authority = webAuthority(folder);
const certificateFile = join(folder, 'fullchain.pem');

/** Puts another certificate in place, as renewals do. @returns its key */
function renew(): Uint8Array {
  const { cert, spki } = authority.credential('service.example');
  writeFileSync(`${certificateFile}.new`, cert);
  renameSync(`${certificateFile}.new`, certificateFile);
  return spki;
}

it('400 visitors, ten at once, with a renewal in the middle: each gets a document that names the key in use then', async () => {
  let spki = renew();
  const kit = await attester({
    origin: 'https://service.example',
    tls: { certificateFile },
    source: simulatedSource(tdxAttester),
    anchors: tdxAttester.anchors,
    endorsements: 'none',
    freshness: { mode: 'challenge' },
    log: () => undefined,
  });
  const before = spki;
  const wrong: number[] = [];
  for (let round = 0; round < 40; round += 1) {
    if (round === 20) spki = renew();
    const documents = await Promise.all(Array.from({ length: 10 }, () => kit.document(randomBytes(32))));
    for (const bytes of documents) {
      const { binding, challenge } = readDocument(bytes);
      const names = (key: Uint8Array): boolean =>
        binding?.keys.some((one) => one.use === 'tls' && equalBytes(one.key, key)) === true;
      // Connections that began under the key before go on for a while.
      if (!names(spki) || !names(before) || challenge === null) wrong.push(round);
    }
  }
  expect(wrong).toEqual([]);
});
