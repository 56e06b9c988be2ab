import type { LaunchOptions } from '../browser.ts';
import { answered, source } from '../json.ts';
import { until } from '../poll.ts';
import type { Cdp } from './cdp.ts';
import { openPage } from './page.ts';

/** The value of a promise on the browser's own page of extensions, which may use its switches. */
export async function onExtensionsPage(cdp: Cdp, promise: string): Promise<unknown> {
  const page = await openPage(cdp, 'chrome://extensions');
  await until('chrome://extensions answers', async () =>
    (await page.evaluate('typeof chrome.developerPrivate')) === 'object' ? true : undefined,
  );
  const value = await page.evaluate(promise);
  await page.close();
  return value;
}

/** Changes the settings of an extension. @param change its id and what differs (`developerPrivate`) */
export async function configure(cdp: Cdp, change: object): Promise<void> {
  await onExtensionsPage(cdp, `chrome.developerPrivate.updateExtensionConfiguration(${source(change)}).then(() => null)`);
}

/** Installs the folder of an extension for good, as developers do: it is still there when the browser starts again. @returns its id */
export async function install(cdp: Cdp, { extension, inPrivate }: LaunchOptions): Promise<string> {
  // Without developer mode an unpacked extension is disabled as soon as anything reloads it.
  await onExtensionsPage(cdp, 'chrome.developerPrivate.updateProfileConfiguration({ inDeveloperMode: true }).then(() => null)');
  const extensionId = answered<string>((await cdp.send('Extensions.loadUnpacked', { path: extension }))['id']);
  if (inPrivate) await configure(cdp, { extensionId, incognitoAccess: true });
  await configure(cdp, { extensionId, errorCollection: true });
  return extensionId;
}

/** The id of what an earlier start installed from this folder; nothing is loaded again or changed. */
export async function installed(cdp: Cdp, { extension }: LaunchOptions): Promise<string> {
  const all = answered<readonly { readonly id: string; readonly path?: string }[]>(
    await onExtensionsPage(cdp, 'chrome.developerPrivate.getExtensionsInfo()'),
  );
  const found = all.find(({ path }) => path === extension);
  if (found === undefined) throw new Error(`no extension was installed from ${extension}`);
  return found.id;
}
