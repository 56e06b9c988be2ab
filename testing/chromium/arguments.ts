import { join } from 'node:path';
import type { LaunchOptions } from '../browser.ts';

const QUIET_FLAGS = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--disable-search-engine-choice-screen',
  '--password-store=basic',
  '--use-mock-keychain',
];

/** Chromium's command line. @param home the folder of its profile */
export function argumentsFor(options: LaunchOptions, home: string): readonly string[] {
  const features = options.securityInfo ? ['--enable-features=WebRequestSecurityInfo'] : [];
  return [
    ...(options.display === null ? ['--headless=new'] : ['--window-size=1200,800', '--window-position=0,0', '--test-type']),
    // Root may not use the sandbox of Chromium (content/browser/zygote_host); everyone else keeps it.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    ...QUIET_FLAGS,
    ...features,
    ...(options.acceptedKey === undefined ? [] : [`--ignore-certificate-errors-spki-list=${options.acceptedKey}`]),
    '--remote-debugging-pipe',
    ...(options.playwright === true ? ['--remote-debugging-port=0'] : []),
    '--enable-unsafe-extension-debugging',
    `--proxy-server=http://127.0.0.1:${String(options.proxyPort)}`,
    `--user-data-dir=${join(home, 'profile')}`,
    options.startPage ?? 'about:blank',
  ];
}
