import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { source } from '../json.ts';

type Preference = string | number | boolean;

/** Turns off everything that Firefox would do on its own; and sets what tests need. */
const QUIET_PREFERENCES: Readonly<Record<string, Preference>> = {
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.aboutwelcome.enabled': false,
  'browser.newtabpage.enabled': false,
  'browser.preonboarding.enabled': false,
  'browser.safebrowsing.provider.google4.updateURL': '',
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.homepage_override.mstone': 'ignore',
  'browser.startup.page': 0,
  'browser.tabs.inTitlebar': 0,
  'browser.region.network.url': '',
  'browser.search.update': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'datareporting.policy.dataSubmissionPolicyBypassNotification': true,
  'dom.security.https_only_mode': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.systemAddon.update.enabled': false,
  'extensions.update.enabled': false,
  'media.gmp-manager.updateEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'network.trr.mode': 5,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'startup.homepage_welcome_url': '',
  'termsofuse.bypassNotification': true,
  'toolkit.telemetry.enabled': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
  'toolkit.telemetry.server': '',
  'trailhead.firstrun.didSeeAboutWelcome': true,
  // Our own documents as text, not in the developer tools' viewer, so that they keep the extension's rights.
  'devtools.jsonview.enabled': false,
  'xpinstall.signatures.required': false,
};

/** What differs between profiles. */
export type ProfileOptions = {
  readonly marionettePort: number;
  readonly proxyPort: number;
  /** The extension's id in its manifest, and the internal UUID to assign: its pages' address. */
  readonly extensionId: string;
  readonly extensionUuid: string;
};

/** Writes the settings of a profile that reaches everything through our proxy. */
export function writeProfile(folder: string, options: ProfileOptions): void {
  mkdirSync(folder, { recursive: true });
  const preferences: Readonly<Record<string, Preference>> = {
    ...QUIET_PREFERENCES,
    'marionette.port': options.marionettePort,
    'extensions.webextensions.uuids': JSON.stringify({ [options.extensionId]: options.extensionUuid }),
    'network.proxy.type': 1,
    'network.proxy.http': '127.0.0.1',
    'network.proxy.http_port': options.proxyPort,
    'network.proxy.ssl': '127.0.0.1',
    'network.proxy.ssl_port': options.proxyPort,
    'network.proxy.no_proxies_on': '',
    // A careless test would count speculative connections as requests; users have them, so they stay on.
  };
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref(${source(name)}, ${source(value)});`);
  writeFileSync(join(folder, 'user.js'), `${lines.join('\n')}\n`);
}
