import { describe, expect, it } from 'vitest';
import { testCrypto } from '../testing/appraise-case.ts';
import { AUDITOR, auditKeyOf, OTHER_AUDITOR, SGX_CODE } from '../testing/audits/auditor.ts';
import { statementOf } from '../testing/audits/followed.ts';
import { NOW } from '../testing/audits/updates.ts';
import { openOwnStatement, ownEnvelope, ownMessage, ownStatement } from './own-statement.ts';

const BUILD = {
  system: 'docker',
  recipe: null,
  commands: ['make mrenclave'],
  environment: [{ uri: 'pkg:oci/builder', sha256: 'ef'.repeat(32) }],
  reproduced: null,
  expectedMinutes: 12,
  knownDifferences: [],
};
const SOURCE = { uri: 'https://github.com/example/vault', commit: 'ab'.repeat(20), tag: 'v1.2.0' };
const by = statementOf({ source: SOURCE, build: BUILD });
const key = auditKeyOf(AUDITOR);
const payload = ownStatement(SGX_CODE, by, NOW);
const envelope = ownEnvelope(payload, key, AUDITOR.sign(ownMessage(payload)));

describe('the user’s own statement', () => {
  it('reads as an audit statement: what was built, from whose recipe, and no other assertion', async () => {
    expect(await openOwnStatement(testCrypto, envelope, key)).toMatchObject({
      ...SGX_CODE,
      name: by.name,
      properties: ['TEE_BUILD_REPRODUCED'],
      source: SOURCE,
      build: { system: 'docker', commands: BUILD.commands, reproduced: { result: 'match' } },
      notAfter: '9999-12-31T23:59:59.000Z',
    });
  });

  it('does not verify under another key, or if changed', async () => {
    expect(await openOwnStatement(testCrypto, envelope, auditKeyOf(OTHER_AUDITOR))).toBeNull();
    for (const text of ['', '{}', envelope.replace('application/vnd.in-toto+json', 'text/plain'), envelope.replace('e', 'f')])
      expect(await openOwnStatement(testCrypto, text, key)).toBeNull();
  });
});
