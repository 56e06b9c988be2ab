import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildInspector } from '../../build/inspector/page.ts';
import { instant, toBase64 } from '../../src/verifier/index.ts';
import { tdxAttester } from '../../src/verifier/testing/attesters/dcap.ts';
import { source } from '../../testing/json.ts';
import { untilTrue } from '../../testing/poll.ts';
import { shows } from '../../testing/press.ts';
import { temporaryFolder } from '../../testing/process.ts';
import { e2e } from '../runner/declare.ts';

const made = temporaryFolder('inspector');
const folder = made.path;
process.once('exit', () => {
  made.remove();
});
/** Built once, however many browsers open it. */
let building: Promise<string> | null = null;
const built = (): Promise<string> => (building ??= buildInspector(folder));

e2e('the inspector as a page of its own works from a disk, and loads nothing', {}, async (context) => {
  const file = await built();
  assert.deepEqual(readdirSync(folder).toSorted(), ['index.html', 'learn.html', 'manifest.webmanifest', 'worker.js']);
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

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  webmanifest: 'application/manifest+json',
};

e2e('the inspector, once opened from a server, opens without one, and asks it for nothing else', {}, async (context) => {
  await built();
  const names = readdirSync(folder);
  const asked = new Set<string>();
  const server = createServer(({ url = '' }, response) => {
    const name = url === '/' ? 'index.html' : url.slice(1);
    asked.add(name);
    const isHere = names.includes(name);
    response.writeHead(isHere ? 200 : 404, { 'content-type': TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain' });
    response.end(isHere ? readFileSync(join(folder, name)) : '');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  // A loopback address counts as https to browsers (W3C Secure Contexts, section 3.1).
  const address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
  const tab = await context.browser.newTab();
  context.later(() => tab.close());
  await tab.goto(address);
  await shows(tab, 'Drop evidence here');
  const isInstalled = "navigator.serviceWorker.getRegistration().then((one) => one?.active?.state === 'activated')";
  await untilTrue('the pages are kept', async () => (await tab.evaluate(isInstalled)) === true);
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  await tab.goto('about:blank');
  await tab.goto(address);
  await shows(tab, 'Drop evidence here');
  await tab.goto(`${address}learn.html?tee=tdx`);
  await shows(tab, 'TDX');
  assert.deepEqual(
    [...asked].filter((name) => !names.includes(name) && name !== 'favicon.ico'),
    [],
  );
});
