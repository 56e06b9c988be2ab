import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '../../src/verifier/index.ts';
import { sgxAttesterOf } from '../../src/verifier/testing/attesters/dcap.ts';
import { keysJson, signedList, signEnvelope, statementText } from '../../src/verifier/testing/audits/auditor.ts';
import { measurementDigest, type NamedCode } from '../../src/verifier/audits/measurement.ts';
import { STATEMENT_MEDIA_TYPE } from '../../src/verifier/audits/vocabulary.ts';
import { ed25519Key } from '../../src/verifier/testing/keys.ts';
import { ROOT } from '../../scripts/installed.mjs';
import type { TestNetwork } from '../../testing/network.ts';
import { html, type SiteResponse } from '../../testing/site/answer.ts';
import type { TestSite } from '../../testing/site/test-site.ts';
import { DEMONSTRATION_LIST, DEMONSTRATION_SEED } from '../../testing/test-build/demonstration.ts';
import { BUILDER, buildVault, runVault, VAULT_SOURCE } from '../../testing/vault/build.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const AUDITOR = { id: 'https://auditor.sealmark.test/', name: 'Demonstration auditor' };
const REPORT = 'https://auditor.sealmark.test/vault-review';
const SOURCE = 'https://auditor.sealmark.test/vault-source';

/** The whole promise, from source to tick: a site that runs what was built, and an auditor who reviewed and rebuilt it. */
export type Vault = { readonly site: TestSite; readonly auditor: TestSite };

/** Opens the vault and its auditor. The code is built here, from its source; the list is signed now, so that it is current. */
export async function openVault(network: TestNetwork): Promise<Vault> {
  const build = buildVault();
  const vault = await runVault(build);
  const attester = sgxAttesterOf(build.mrEnclave);
  const site = network.open({ host: 'vault.sealmark.test', attester });
  const answered = vault.answer('/');
  site.pages.set('/', () => ({
    status: answered.status,
    headers: { 'content-type': answered.type, 'cache-control': 'no-store' },
    body: answered.body,
  }));

  const auditor = network.open({ host: 'auditor.sealmark.test', announcing: 'nothing' });
  const source = readFileSync(join(ROOT, VAULT_SOURCE), 'utf8');
  const report = reportOn(toHex(build.mrEnclave));
  const list = listOf(attester.reference, report);
  auditor.pages.set('/', () => html(AUDITOR.name, '<p>It exists for the demonstration only.</p>'));
  auditor.pages.set('/vault-review', () => report);
  auditor.pages.set('/vault-source', () => html('The vault’s source', `<pre>${escaped(source)}</pre>`));
  auditor.pages.set(new URL(DEMONSTRATION_LIST.url).pathname, () => ({
    headers: { 'content-type': 'application/json' },
    body: list,
  }));
  return { site, auditor };
}

function listOf(registers: Readonly<Record<string, string>>, report: SiteResponse): Uint8Array {
  const key = ed25519Key(DEMONSTRATION_SEED);
  const today = new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS);
  const day = (after: number): string => new Date(today.getTime() + after * DAY_MS).toISOString();
  const commit = commitOfSource();
  const code: NamedCode = { tee: 'sgx', registers };
  const subject = [{ name: 'Vault 1.0.0', digest: { sha256: measurementDigest(code) } }];
  const text = statementText(
    code,
    {
      verifier: AUDITOR,
      timeCreated: day(0),
      source: { uri: SOURCE, digest: { gitCommit: commit } },
      report: { uri: REPORT, digest: { sha256: sha256(report.body) }, title: 'A review of the demonstration’s vault' },
      build: {
        system: 'TypeScript, laid out in pages',
        commands: [`git checkout ${commit}`, 'npm ci', 'npm run -s rebuild'],
        environment: [{ uri: BUILDER.uri, digest: { sha256: BUILDER.sha256 } }],
        reproduced: { result: 'match', at: day(0), host: `${process.platform} ${process.arch}` },
        expectedMinutes: 1,
        knownDifferences: ['Another version of TypeScript: the build refuses it.'],
      },
      scope: 'All of the vault’s source. Not the browser, and not the simulated hardware.',
      notCovered: [{ input: 'host-chosen-configuration', text: 'The name under which the site is reached.' }],
      validity: { notBefore: day(-1), notAfter: day(90) },
    },
    { subject },
  );
  const statement = signEnvelope(STATEMENT_MEDIA_TYPE, text, [key]);
  return signedList(
    {
      id: AUDITOR.id,
      title: DEMONSTRATION_LIST.title,
      homepage: AUDITOR.id,
      issued: day(0),
      expires: day(30),
      keys: keysJson([key]),
      statements: [statement],
    },
    [key],
  );
}

function reportOn(mrEnclave: string): SiteResponse {
  return html(
    'A review of the demonstration’s vault',
    `<p>The source was read: it keeps nothing and sends nothing. It was rebuilt and gave</p><pre>MRENCLAVE=${mrEnclave}</pre>
     <p>Nothing here is a real review: the hardware is simulated, and so is the auditor.</p>`,
  );
}

/** The commit whose source was built; if git does not tell, the SHA-256 of the source. */
function commitOfSource(): string {
  const { status, stdout } = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: ROOT, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : sha256(readFileSync(join(ROOT, VAULT_SOURCE)));
}

const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
