import { webcrypto as nodeCrypto } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { noble } from '../../src/verifier/crypto/noble.ts';
import { webCrypto } from '../../src/verifier/crypto/webcrypto.ts';
import { EXPECTED } from './expected.ts';
import { SUITES } from './suites.ts';
import { readVectors } from './vectors.ts';

const PORTS = [
  ['noble', noble],
  ['WebCrypto of Node', webCrypto(nodeCrypto.subtle)],
] as const;

let skipped = 0;

describe.each(PORTS)('%s', (_, port) => {
  it.each(SUITES.map((suite) => [suite.path, suite] as const))(
    'answers %s as written, with exact counts',
    async (path, suite) => {
      const text = readVectors(path);
      if (text === undefined) {
        skipped += 1;
        return;
      }
      expect(await suite.run(text, port)).toEqual({ ...EXPECTED[path], disagreed: [] });
    },
  );
});

afterAll(() => {
  if (skipped > 0) console.log(`conformance: ${String(skipped)} suites skipped, their vectors are not beside the project`);
});
