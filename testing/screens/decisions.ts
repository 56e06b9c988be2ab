import {
  decide,
  type AppliedStatement,
  type CodeDecision,
  type Denial,
  type NotCounted,
} from '../../src/verifier/audits/index.ts';
import { statementOf } from '../../src/verifier/testing/audits/followed.ts';
import { CLAIMS } from './results.ts';

type Statement = AppliedStatement['statement'];

const LIST = { id: 'https://auditor.example/tee-audits', title: 'Example Security: enclave audits', demonstration: false };
const registers = { MRENCLAVE: CLAIMS.measurements[0]?.value ?? '' };

const SOURCE = { uri: 'https://github.com/example/vault', commit: 'ab'.repeat(20), tag: 'v2.4.1' };
const BUILD: Statement['build'] = {
  system: 'docker',
  recipe: null,
  commands: ['git checkout v2.4.1', 'make mrenclave'],
  environment: [{ uri: 'pkg:oci/builder@sha256%3A11', sha256: '11'.repeat(32) }],
  reproduced: { result: 'match', at: '2026-09-28T09:00:00Z', host: 'debian-12 x86_64' },
  expectedMinutes: 12,
  knownDifferences: ['The signing key changes MRSIGNER, and never MRENCLAVE.'],
};

/** A statement about the code of `CLAIMS`: by default reviewed and rebuilt, with a report and a source. */
export function auditOf(change: Partial<Statement> = {}): Statement {
  return statementOf({
    registers,
    name: 'Vault worker 2.4.1',
    auditor: { id: 'https://auditor.example/v1', name: 'Example Security' },
    source: SOURCE,
    build: BUILD,
    report: { uri: 'https://auditor.example/vault.pdf', sha256: 'cd'.repeat(32), title: 'Vault 2.4, a review' },
    scope: 'The worker’s own code. Not its dependencies.',
    findings: { critical: 0, high: 0, medium: 0, low: 1, open: ['F-07'] },
    uncovered: [{ input: 'late-environment', text: 'Variables that the operator sets after the start.' }],
    ...change,
  });
}

/** One followed list that says this about the code. */
export function saying(
  statements: readonly (Statement | { readonly statement: Statement; readonly notCounted: NotCounted })[],
  denials: readonly Partial<Denial>[] = [],
  accepted: CodeDecision['accepted'] = [],
): CodeDecision {
  return decide(
    {
      statements: statements.map((one) => ({
        list: LIST,
        stale: false,
        until: '2026-12-27T00:00:00.000Z',
        ...('statement' in one ? one : { statement: one, notCounted: null }),
      })),
      denials: denials.map((change) => ({
        list: LIST,
        denial: {
          tee: 'sgx',
          registers,
          measurement: 'b2'.repeat(32),
          severity: 'failed',
          advisory: 'https://auditor.example/advisories/7',
          text: 'It writes keys to its log.',
          since: '2026-11-20T00:00:00Z',
          ...change,
        },
      })),
      open: [],
    },
    accepted,
  );
}

/** The publisher's own word. */
export const VENDORS_WORD = auditOf({
  digest: 'e4'.repeat(32),
  auditor: { id: 'https://vault.example', name: 'Vault Inc.' },
  properties: ['TEE_VENDOR_RELEASE'],
  report: null,
  findings: null,
});
