import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { instant, toBase64, toBase64Url, toHex } from '../../src/verifier/index.ts';
import { keystoneJson } from '../../src/verifier/testing/keystone-report.ts';
import type { Fault } from '../../src/verifier/testing/attester.ts';
import type { Page } from '../../testing/browser.ts';
import { answered, source } from '../../testing/json.ts';
import { until } from '../../testing/poll.ts';
import { fill, press, shows } from '../../testing/press.ts';
import { temporaryFolder } from '../../testing/process.ts';
import type { Context } from '../runner/context.ts';
import { e2e } from '../runner/declare.ts';
import { collection, request, samples, text } from '../../testing/screens/samples.ts';
import { DIRECTORY_HOST } from '../../testing/test-build/directory.ts';

const INSPECT = 'src/popup/inspect/index.html';
/** No site and no grant: the page is for evidence from anywhere. */
const ALONE = { granted: false, playwright: true } as const;

/** The evidence of one TEE as of now, so that only what a test breaks is wrong with it. */
function sampleOf(tee: string, fault?: Fault): { readonly bare: Uint8Array; readonly whole: Uint8Array } {
  const sample = samples.find(({ name }) => name === tee);
  assert.ok(sample, tee);
  const fresh = { ...request, now: instant(Date.now()), ...(fault === undefined ? {} : { fault }) };
  const attested = sample.attester.attest(fresh);
  return { bare: attested.evidence, whole: collection(sample.attester, attested) };
}

/** Opens the page and drops a file on it, as a desktop does. */
async function dropped(context: Context, bytes: Uint8Array, name = 'evidence.bin'): Promise<Page> {
  const page = await context.extensionPage(INSPECT);
  await shows(page, 'Drop evidence here');
  await page.evaluate(`(() => {
    const bytes = Uint8Array.from(atob(${source(toBase64(bytes))}), (letter) => letter.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], ${source(name)}));
    for (const type of ['dragover', 'drop'])
      document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
    return null;
  })()`);
  return page;
}

/** Opens the page and pastes a text into it. */
async function pasted(context: Context, form: string): Promise<Page> {
  const page = await context.extensionPage(INSPECT);
  await shows(page, 'Drop evidence here');
  await fill(page, 'Or text', form);
  await press(page, 'Inspect');
  return page;
}

const FORMATS: readonly (readonly [tee: string, format: RegExp])[] = [
  ['sgx', /SGX quote v\d/],
  ['tdx', /TDX quote v\d/],
  ['ias', /IAS report|EPID/],
  ['snp', /SEV-SNP report v3/],
  ['nitro', /Nitro/],
  ['keystone', /Keystone report/],
  ['sanctum', /sanctum-citadel-chain|Sanctum/],
];

for (const [tee, format] of FORMATS)
  e2e(`the inspector recognises ${tee} evidence that is dropped on it`, ALONE, async (context) => {
    // An EPID report's signature is attached to it: without the collection it is no evidence.
    const { bare, whole } = sampleOf(tee);
    const page = await dropped(context, tee === 'ias' ? whole : bare);
    const shown = await shows(page, 'Field by field');
    assert.match(shown, format);
    assert.match(shown, /This evidence (?:holds|does not hold)|Not enough to check|Genuine when it was made/);
    assert.doesNotMatch(shown, /cannot be read/);
  });

const lines = (base64: string): string => base64.match(/.{1,64}/g)?.join('\n') ?? '';
const FORMS: readonly (readonly [name: string, form: () => string, found: RegExp])[] = [
  ['hexadecimal', () => toHex(sampleOf('snp').bare).toUpperCase(), /SEV-SNP report v3[^,]*, [\d,.]+ bytes, found in hexadecimal/],
  ['base64 in lines', () => lines(toBase64(sampleOf('snp').bare)), /SEV-SNP report v3[^,]*, [\d,.]+ bytes, found in base64/],
  [
    'PEM',
    () => `-----BEGIN SEV REPORT-----\n${lines(toBase64(sampleOf('snp').bare))}\n-----END SEV REPORT-----\n`,
    /SEV-SNP report v3[^,]*, [\d,.]+ bytes, found in PEM/,
  ],
  ['JSON', () => JSON.stringify(keystoneJson()), /Keystone report[^]*Field by field/],
  [
    'a CMW record',
    () => JSON.stringify(['application/vnd.sealmark.nitro-document', toBase64Url(sampleOf('nitro').bare), 4]),
    /Nitro[^]*found in CMW/,
  ],
  ['a site’s document', () => Buffer.from(sampleOf('sgx').whole).toString(), /SGX quote v\d[^]*found in CMW/],
];

for (const [name, form, found] of FORMS)
  e2e(`the inspector reads pasted evidence in ${name}`, ALONE, async (context) => {
    const page = await pasted(context, form());
    assert.match(await shows(page, 'Field by field'), found);
  });

e2e('the inspector asks nobody, draws the certificates and takes the verdict along', ALONE, async (context) => {
  const { network } = context;
  const [before, requests] = [network.asked.length, network.server.requests.length];
  const page = await dropped(context, sampleOf('sgx').whole, 'attestation.json');
  const shown = await shows(page, 'Built into Sealmark');
  assert.match(shown, /This evidence holds/);
  assert.equal(shown.match(/\bsigned by the one above/g)?.length ?? 0, 3, 'PCK and its CA, and who signs Intel’s tables');
  assert.doesNotMatch(shown, /not signed by the one above|which is not here/);

  const [result, ear] = [await saved(page, 'Export as JSON'), await saved(page, 'Export as EAR')];
  assert.match(result.name, /^attestation-sgx-[0-9a-f]{8}\.json$/);
  assert.match(ear.name, /^attestation-sgx-[0-9a-f]{8}\.ear\.json$/);
  const exported = answered<{ format: number; tee: string; vector: { hardware: string }; findings: readonly unknown[] }>(
    JSON.parse(result.text),
  );
  assert.deepEqual([exported.format, exported.tee, exported.vector.hardware], [1, 'sgx', 'affirming']);
  assert.ok(exported.findings.length > 20);
  const claims = answered<{ eat_profile: string; submods: { sgx: Readonly<Record<string, { hardware?: number }>> } }>(
    JSON.parse(ear.text),
  );
  assert.equal(claims.eat_profile, 'tag:github.com,2023:veraison/ear');
  assert.equal(claims.submods.sgx['ear.trustworthiness-vector']?.hardware, 2);

  // A browser's own background requests are refused by the proxy and recorded; none of ours was among them.
  assert.equal(network.server.requests.length, requests);
  assert.deepEqual(
    network.asked.slice(before).filter(({ host }) => host !== DIRECTORY_HOST && /intel|amd|amazon|\.test$/.test(host)),
    [],
  );
});

e2e(
  'the inspector says that evidence does not hold, and draws above a certificate the one that signed it',
  ALONE,
  async (context) => {
    const tampered = await dropped(context, sampleOf('snp', 'tampered').whole);
    const shown = await shows(tampered, 'Field by field');
    assert.match(shown, /This evidence does not hold[^]*(?:signature|changed)/i);
    const good = await shows(await dropped(context, sampleOf('snp').whole), 'signed by the one above');
    assert.doesNotMatch(good, /not signed by the one above/, 'AMD’s own root and the test root bear one name');
    const rogue = await shows(await dropped(context, sampleOf('snp', 'wrong-root').bare), 'signed by the one above');
    // A certificate that leads elsewhere is no statement by AMD about this chip, for or against it (DESIGN section 3).
    assert.match(rogue, /Not enough to check/);
  },
);

e2e('the inspector says what it cannot read, and where it stopped', ALONE, async (context) => {
  const cut = await dropped(
    context,
    sampleOf('sgx').bare.filter((_, at) => at < 500),
  );
  assert.match(await shows(cut, 'Reading stopped at'), /This evidence cannot be read/);
  const nothing = await pasted(context, 'The quick brown fox jumps over the lazy dog, and is no evidence.');
  await shows(nothing, 'This does not look like evidence Sealmark knows');
  const log = Uint8Array.from([
    ...[0, 0, 0, 0, 3, 0, 0, 0],
    ...Array<number>(20).fill(0),
    33,
    0,
    0,
    0,
    ...text('Spec ID Event03\0'),
  ]);
  await shows(await dropped(context, log), 'in binary form (CCEL)');
});

/** Presses a button that saves a file, and returns its content: the page creates the file, nothing is written. */
async function saved(page: Page, words: string): Promise<{ readonly name: string; readonly text: string }> {
  await page.evaluate(`(() => {
    document.querySelector('.saved')?.remove();
    let made = Promise.resolve('');
    window.URL.createObjectURL = (blob) => {
      made = blob.text();
      return 'blob:kept';
    };
    window.HTMLAnchorElement.prototype.click = function () {
      const name = this.download;
      made.then((text) => {
        const kept = document.createElement('data');
        kept.className = 'saved';
        kept.value = name;
        kept.textContent = text;
        document.documentElement.append(kept);
      });
    };
    return null;
  })()`);
  await press(page, words);
  return await until(`${words} saves a file`, async () => {
    const kept = await page.evaluate(`(() => {
      const kept = document.querySelector('.saved');
      return kept === null ? null : { name: kept.value, text: kept.textContent };
    })()`);
    return kept === null ? undefined : answered<{ name: string; text: string }>(kept);
  });
}

e2e('the inspector reads a folder that is dropped on it', ALONE, async (context) => {
  const { bare } = sampleOf('snp');
  const folder = temporaryFolder('report');
  context.later(() => {
    folder.remove();
    return Promise.resolve();
  });
  // As Linux makes one for each report: the report, AMD's certificates, and files that are of no use here.
  writeFileSync(join(folder.path, 'outblob'), bare.slice(0, 1184));
  writeFileSync(join(folder.path, 'auxblob'), bare.slice(1184));
  writeFileSync(join(folder.path, 'provider'), 'sev_guest\n');
  const page = await context.extensionPage(INSPECT);
  await shows(page, 'Drop evidence here');
  assert.ok(page.drop);
  await page.drop([folder.path]);
  assert.match(await shows(page, 'Field by field'), /SEV-SNP report v3/);
});
