import browser from 'webextension-polyfill';
import { valuesIn } from './scripts.ts';
import { reloadPastCaches } from './tabs.ts';

type Violation = { readonly disposition: string; readonly originalPolicy: string };

// Of the page's, where `underOneOf` runs.
declare const document: { readonly contentType: string };
declare const Image: new () => { setAttribute(name: string, value: string): void };
declare const ReportingObserver: new (
  hears: () => void,
  options: { readonly types: readonly string[] },
) => { observe(): void; takeRecords(): readonly { readonly body: Violation }[] };

/**
 * Runs in a document of a locked origin: is a policy in force there that ends so? Asked as its guard asks (src/content/guard.iife.ts).
 * Self-contained: the browser sends it there as text. @returns the origin of the document, too
 */
function underOneOf(ends: readonly string[]): readonly [origin: string, held: boolean] {
  const observer = new ReportingObserver(() => undefined, { types: ['csp-violation'] });
  observer.observe();
  new Image().setAttribute('onclick', '0');
  const held = observer
    .takeRecords()
    .some(({ body }) => body.disposition === 'enforce' && ends.some((end) => body.originalPolicy.endsWith(end)));
  return [origin, held || document.contentType.endsWith('pdf')];
}

/**
 * Chrome: reloads each tab that shows an origin of these, once, if it or a frame of that origin runs under no policy with one of these
 * ends: it loaded while the browser had no rule. What was typed into pages that were held all along stays.
 */
export async function reloadUnheld(origins: readonly string[], ends: readonly string[]): Promise<void> {
  if (origins.length === 0) return;
  const url = origins.map((origin) => `https://${new URL(origin).hostname}/*`);
  const tabs = (await browser.tabs.query({ url })).flatMap(({ id }) => id ?? []);
  await Promise.all(
    tabs.map(async (tabId) => {
      const documents = await valuesIn(tabId, underOneOf, [ends]);
      if (documents.some(([origin, held]) => !held && origins.includes(origin))) await reloadPastCaches(tabId);
    }),
  );
}
