import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import type { Browser, BrowserName, LaunchOptions } from './browser.ts';
import { webAuthority } from './certificates.ts';
import { launchChromium } from './chromium/launch.ts';
import { launchFirefox } from './firefox/launch.ts';
import { answered, source } from './json.ts';
import { untilTrue } from './poll.ts';
import { temporaryFolder } from './process.ts';
import { startProxy } from './proxy.ts';

/** Where a task runs: the extension's background (a service worker in Chromium, an event page in Firefox), or a page. */
export type TestPage = 'worker' | 'page';

/** A browser with an extension that contains only a bundle of tasks: the platform that a release runs on. */
export type BrowserHarness = {
  readonly browser: Browser;
  /** Runs one task of the bundle; argument and answer travel as JSON. */
  run<T>(testPage: TestPage, task: string, argument: unknown): Promise<T>;
  close(): Promise<void>;
};

const LAUNCH: Readonly<Record<BrowserName, (options: LaunchOptions) => Promise<Browser>>> = {
  chromium: launchChromium,
  firefox: launchFirefox,
};

/** Modules that replace others in a bundle, by name: absolute paths. */
export type Replacements = Readonly<Record<string, string>>;

/** The browser's only way out; without one it reaches nothing. */
export type Outside = Pick<LaunchOptions, 'proxyPort' | 'authority'>;

/** Bundles `entry` (a module that calls `serve` of harness-tasks.ts) and opens it in a headless browser. */
export async function openHarness(
  name: BrowserName,
  entry: string,
  replacements: Replacements = {},
  outside?: Outside,
): Promise<BrowserHarness> {
  const folder = temporaryFolder('harness');
  const extension = join(folder.path, 'extension');
  mkdirSync(extension);
  const proxy = await startProxy(() => null);
  const close = async (): Promise<void> => {
    await proxy.close();
    folder.remove();
  };
  try {
    await bundle(entry, extension, replacements);
    writeFileSync(join(extension, 'manifest.json'), JSON.stringify(manifest(name)));
    writeFileSync(join(extension, 'page.html'), '<!doctype html><meta charset="utf-8"><script src="tasks.js"></script>');
    const { file } = webAuthority(folder.path);
    const { proxyPort, authority } = outside ?? { proxyPort: proxy.port, authority: file };
    const options = { extension, proxyPort, authority, display: null, securityInfo: false, inPrivate: false };
    const browser = await LAUNCH[name](options);
    return await harness(browser, async () => {
      await browser.close();
      await close();
    });
  } catch (error) {
    await close();
    throw error;
  }
}

async function harness(browser: Browser, close: () => Promise<void>): Promise<BrowserHarness> {
  const page = await browser.extensionPage('page.html');
  await untilTrue('the page has its tasks', async () => (await page.evaluate('typeof harness')) === 'function');
  return {
    browser,
    close,
    run: async <T>(testPage: TestPage, task: string, argument: unknown) => {
      const call = source({ task, argument });
      const answer = await page.evaluate(testPage === 'page' ? `harness(${call})` : `chrome.runtime.sendMessage(${call})`);
      const { value, error } = answered<{ value?: T; error?: string }>(answer);
      if (error !== undefined) throw new Error(`${browser.name} ${testPage}, ${task}: ${error}`);
      return answered<T>(value);
    },
  };
}

/** Writes `tasks.js`, one script without imports, into a folder. */
export async function bundle(entry: string, outDir: string, replacements: Replacements): Promise<void> {
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    resolve: { alias: { ...replacements } },
    build: {
      outDir,
      target: 'es2022',
      minify: false,
      lib: { entry, formats: ['iife'], name: 'tasks', fileName: () => 'tasks.js' },
    },
  });
}

function manifest(name: BrowserName): object {
  return {
    manifest_version: 3,
    name: 'Sealmark test harness',
    version: '1',
    background: name === 'chromium' ? { service_worker: 'tasks.js' } : { scripts: ['tasks.js'] },
    browser_specific_settings: { gecko: { id: 'harness@sealmark.test' } },
    // For peers in WASM, in benchmarks; a release has no such line.
    content_security_policy: { extension_pages: "script-src 'self' 'wasm-unsafe-eval'; object-src 'self'" },
  };
}
