import browser from 'webextension-polyfill';
import { valuesIn } from './scripts.ts';
import { reloadPastCaches } from './tabs.ts';

type Violation = { readonly disposition: string; readonly originalPolicy: string };
type Reported = Violation & { readonly isTrusted: boolean };

// Of the page's, where the two functions below run.
declare const document: { readonly contentType: string };
declare const Image: new () => { setAttribute(name: string, value: string): void; readonly onclick: unknown };
declare const ReportingObserver: new (
  hears: () => void,
  options: { readonly types: readonly string[] },
) => { observe(): void; takeRecords(): readonly { readonly body: Violation }[] };
declare function addEventListener(type: string, hears: (event: Reported) => void, capture: true): void;

/**
 * Runs in each document of a tab: is one of a locked origin under no policy that ends so? Asked as its guard asks
 * (src/content/guard.iife.ts). Self-contained: the browser sends it there as text.
 */
function isUnheld(origins: readonly string[], ends: readonly string[]): boolean {
  if (!origins.includes(origin.replace(/\.(?=:|$)/, ''))) return false;
  const observer = new ReportingObserver(() => undefined, { types: ['csp-violation'] });
  observer.observe();
  new Image().setAttribute('onclick', '0');
  const held = observer
    .takeRecords()
    .some(({ body }) => body.disposition === 'enforce' && ends.some((end) => body.originalPolicy.endsWith(end)));
  return !held && !document.contentType.endsWith('pdf');
}

/**
 * The same in Firefox, where each policy that refused the probe is told a moment later. They are told together; if none of them is, the
 * page keeps them from us.
 */
function isUnheldSoon(origins: readonly string[], ends: readonly string[]): Promise<boolean> | boolean {
  if (!origins.includes(origin.replace(/\.(?=:|$)/, ''))) return false;
  const probe = new Image();
  return new Promise((resolve) => {
    const unheldAfter = (ms: number): unknown => setTimeout(resolve, ms, true);
    const hears = ({ isTrusted, disposition, originalPolicy }: Reported): void => {
      if (!isTrusted || disposition !== 'enforce') return;
      if (ends.some((end) => originalPolicy.endsWith(end))) resolve(false);
      else unheldAfter(50);
    };
    addEventListener('securitypolicyviolation', hears, true);
    probe.setAttribute('onclick', '0');
    unheldAfter(probe.onclick === null ? 1000 : 0);
  });
}

/**
 * Chrome: reloads each tab that shows an origin of these, once, if it or a frame of that origin runs under no policy with one of these
 * ends: it loaded while the browser had no rule. What was typed into pages that were held all along stays.
 */
export async function reloadUnheld(origins: readonly string[], ends: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  const url = origins.map((origin) => `https://${new URL(origin).hostname}/*`);
  const tabs = (await browser.tabs.query({ url })).flatMap(({ id }) => id ?? []);
  await Promise.all(tabs.map((tabId) => reloadUnheldTab(tabId, origins, ends)));
}

/** The same for one tab, in both browsers. */
export async function reloadUnheldTab(tabId: number, origins: readonly string[], ends: readonly string[]): Promise<void> {
  const documents = await valuesIn(tabId, __TARGET__ === 'firefox' ? isUnheldSoon : isUnheld, [origins, ends]);
  if (documents.includes(true)) await reloadPastCaches(tabId);
}
