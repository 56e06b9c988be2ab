import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildInspector } from '../../build/inspector/page.ts';
import { instant, toBase64 } from '../../src/verifier/index.ts';
import { tdxAttester } from '../../src/verifier/testing/attesters/dcap.ts';
import { source } from '../../testing/json.ts';
import { shows } from '../../testing/press.ts';
import { e2e } from '../runner/declare.ts';

e2e('the inspector as a page of its own works from a disk, and loads nothing', {}, async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'inspector-'));
  context.later(() => rm(folder, { recursive: true }));
  const file = await buildInspector(folder);
  assert.deepEqual(readdirSync(folder).toSorted(), ['index.html', 'learn.html']);
  const tab = await context.browser.newTab();
  context.later(() => tab.close());
  await tab.goto(pathToFileURL(file).href);
  await shows(tab, 'Drop evidence here');
  const request = { reportData: new Uint8Array(64), nonce: new Uint8Array(), now: instant(Date.now()) };
  const { evidence } = tdxAttester.attest(request);
  await tab.evaluate(`(() => {
    const bytes = Uint8Array.from(atob(${source(toBase64(evidence))}), (letter) => letter.charCodeAt(0));
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([bytes], 'quote.bin'));
    for (const type of ['dragover', 'drop'])
      document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
    return null;
  })()`);
  const shown = await shows(tab, 'Field by field');
  assert.match(shown, /TDX quote v4/);
  assert.equal(
    await tab.evaluate("performance.getEntriesByType('resource').filter(({ name }) => !name.startsWith('data:')).length"),
    0,
  );
  const policy = await tab.evaluate("document.querySelector('meta[http-equiv]').content");
  assert.match(String(policy), /^default-src 'none'; script-src 'sha256-[^' ]+'; style-src 'sha256-[^' ]+';/);
});
