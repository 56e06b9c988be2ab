import { webcrypto as nodeCrypto } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { fileURLToPath } from 'node:url';
import { BROWSERS } from '../../testing/browser.ts';
import { openHarness, type BrowserHarness, type TestPage } from '../../testing/browser-harness.ts';
import { noble } from '../../src/verifier/crypto/noble.ts';
import { webCrypto } from '../../src/verifier/crypto/webcrypto.ts';
import { EXPECTED } from './expected.ts';
import { SUITES } from './suites.ts';
import type { Tally } from './tally.ts';
import { readVectors } from './vectors.ts';

/**
 * Foreign vectors against both implementations of the crypto port, in Node and in real browsers, with exact counts.
 *
 *   npm run conformance [-- node chromium firefox]
 */

type Ports = Readonly<Record<string, (path: string, text: string) => Promise<Tally>>>;

const PORTS = { WebCrypto: webCrypto(nodeCrypto.subtle), noble } as const;

const inNode: Ports = Object.fromEntries(
  Object.entries(PORTS).map(([name, port]) => [
    name,
    async (path: string, text: string) => {
      const suite = SUITES.find((one) => one.path === path);
      if (suite === undefined) throw new Error(`no suite ${path}`);
      return await suite.run(text, port);
    },
  ]),
);

const inBrowser = (harness: BrowserHarness, testSite: TestPage): Ports =>
  Object.fromEntries(
    Object.keys(PORTS).map((port) => [
      port,
      (path: string, text: string) => harness.run<Tally>(testSite, 'suite', { path, text, port }),
    ]),
  );

let passed = 0;
let failed = 0;

async function run(where: string, ports: Ports): Promise<void> {
  for (const [port, ask] of Object.entries(ports)) {
    let agreed = 0;
    let notApplicable = 0;
    let skipped = 0;
    for (const { path } of SUITES) {
      const text = readVectors(path);
      if (text === undefined) {
        skipped += 1;
        continue;
      }
      const tally = await ask(path, text);
      const wanted = EXPECTED[path];
      agreed += tally.agreed;
      notApplicable += Object.values(tally.notApplicable).reduce((sum, count) => sum + count, 0);
      if (tally.disagreed.length === 0 && isDeepStrictEqual({ ...wanted, disagreed: [] }, tally)) {
        passed += 1;
        continue;
      }
      failed += 1;
      console.log(`  ${where}, ${port}, ${path}: ${String(tally.disagreed.length)} disagree`);
      for (const id of tally.disagreed.slice(0, 10)) console.log(`    ${id}`);
      if (tally.disagreed.length === 0) console.log(`    counts moved: ${JSON.stringify(tally)}, want ${JSON.stringify(wanted)}`);
    }
    const rest = skipped === 0 ? '' : `, ${String(skipped)} suites skipped (no vectors beside the project)`;
    console.log(`${where}, ${port}: ${String(agreed)} cases agree, ${String(notApplicable)} do not apply${rest}`);
  }
}

const asked = process.argv.slice(2);
const wants = (name: string): boolean => asked.length === 0 || asked.includes(name);
const entry = fileURLToPath(new URL('browser-tasks.ts', import.meta.url));

if (wants('node')) await run('node', inNode);
for (const name of BROWSERS) {
  if (!wants(name)) continue;
  const harness = await openHarness(name, entry);
  try {
    console.log(harness.browser.version);
    for (const testSite of ['worker', 'page'] as const) await run(`${name} ${testSite}`, inBrowser(harness, testSite));
  } finally {
    await harness.close();
  }
}
console.log(`${String(passed)} passed, ${String(failed)} failed`);
process.exitCode = failed === 0 ? 0 : 1;
