// Covers: read-statement.ts, read-list.ts, vocabulary.ts
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  AUDITOR,
  auditKeyOf,
  SGX_CODE,
  signedList,
  signedStatement,
  statementText,
  type Written,
} from '../testing/audits/auditor.ts';
import { DENY, revokedJson } from '../testing/audits/updates.ts';
import { testCrypto } from '../testing/appraise-case.ts';
import { parseRfc3339 } from '../time.ts';
import { REVOCATION_REASONS } from './list.ts';
import { pinnedOnly } from './list-state.ts';
import { readStatement } from './read-statement.ts';
import { updateList } from './update.ts';
import { LIST_TYPE, PREDICATE_TYPE, PROPERTIES, STATEMENT_TEES, UNCOVERED_INPUTS } from './vocabulary.ts';

const FOLDER = 'docs/audits';
const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(`${FOLDER}/${name}`));
type Schema = { readonly [name: string]: Schema & { const?: string; enum?: readonly string[] } };
const schema = (name: string): Schema => JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')) as Schema;
const at = (found: Schema, ...path: readonly string[]): Schema & { const?: string; enum?: readonly string[] } =>
  path.reduce((one, name) => one[name] ?? {}, found);

/** Everything that a statement may say. */
const PREDICATE: Written = {
  constraints: { debug: false, minIsvsvn: 3, tcbStatus: ['UpToDate', 'SWHardeningNeeded'] },
  build: {
    system: 'docker',
    commands: ['git checkout v1.2.0', 'make mrenclave'],
    environment: [{ uri: 'pkg:oci/builder@sha256%3Aefef', digest: { sha256: 'ef'.repeat(32) } }],
    reproduced: { result: 'match', at: '2026-09-28T10:00:00Z', host: 'debian-12 x86_64' },
    expectedMinutes: 40,
    knownDifferences: ['Another signing key changes MRSIGNER, not MRENCLAVE.'],
  },
  claims: [{ type: 'https://github.com/project-oak/oak/blob/main/docs/tr/claim/26208.md' }],
  scope: 'The enclave’s code and its build. Not the web page, not the host.',
  findings: { critical: 0, high: 1, medium: 2, low: 5, open: ['F-07'] },
  notCovered: [{ input: 'late-environment', text: 'Feature flags are loaded after the start.' }],
};

describe('the examples of docs/audits', () => {
  it('are what our own auditor writes, and are read completely', async () => {
    const statement = `${JSON.stringify(JSON.parse(statementText(SGX_CODE, PREDICATE)), null, 2)}\n`;
    const list = `${new TextDecoder().decode(
      signedList({
        statements: [await signedStatement(SGX_CODE, PREDICATE)],
        revoked: [revokedJson(`sha256:${'00'.repeat(32)}`)],
        deny: [{ ...DENY, measurement: { tee: 'sgx', mrenclave: '33'.repeat(32) } }],
      }),
    )}\n`;
    const written = { 'example-statement.json': statement, 'example-list.json': list };
    for (const [name, text] of Object.entries(written)) {
      expect(JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8'))).toEqual(JSON.parse(text));
    }
    expect(readStatement(bytesOf('example-statement.json'))).toMatchObject({
      build: { system: 'docker', reproduced: { result: 'match' } },
      findings: { open: ['F-07'] },
      uncovered: [{ input: 'late-environment' }],
      unknownProperties: [],
      constraints: { minIsvSvn: 3, unknown: [] },
    });
    const before = { at: 'pinned', ...pinnedOnly(auditKeyOf(AUDITOR)) } as const;
    const update = await updateList(
      testCrypto,
      before,
      bytesOf('example-list.json'),
      parseRfc3339('2026-11-29T00:00:00Z', 'now'),
    );
    expect(update).toMatchObject({
      at: 'accepted',
      list: { statements: [{ name: 'vault 1.2.0' }], denied: [{ severity: 'failed' }] },
    });
  });
});

describe('the schemas of docs/audits', () => {
  const statement = schema('statement.schema.json');
  const list = schema('list.schema.json');
  const predicate = (...path: readonly string[]) => at(statement, 'properties', 'predicate', 'properties', ...path);

  it('know the same words as the readers', () => {
    expect(at(statement, 'properties', 'predicateType').const).toBe(PREDICATE_TYPE);
    expect(predicate('properties', 'items').enum).toEqual([...PROPERTIES]);
    expect(predicate('measurement', 'properties', 'tee').enum).toEqual([...STATEMENT_TEES]);
    expect(predicate('notCovered', 'items', 'properties', 'input').enum).toEqual([...UNCOVERED_INPUTS]);
    expect(at(list, 'properties', 'type').const).toBe(LIST_TYPE);
    expect(at(list, 'properties', 'revoked', 'items', 'properties', 'reason').enum).toEqual([...REVOCATION_REASONS]);
  });

  it('and AUDITS.md name every member of the examples', () => {
    const text = readFileSync('docs/AUDITS.md', 'utf8');
    const example = JSON.parse(readFileSync(`${FOLDER}/example-statement.json`, 'utf8')) as { predicate: Written };
    for (const name of Object.keys(example.predicate)) {
      expect(Object.keys(predicate())).toContain(name);
      expect(text).toContain(name);
    }
    for (const name of Object.keys(at(list, 'properties'))) expect(text).toContain(`\`${name}\``);
  });
});
