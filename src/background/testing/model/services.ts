import type { SiteDirectory } from '../../api/site-directory.ts';
import type { ModelBrowser } from './browser.ts';
import type { Choices } from './choices.ts';

/** The model's directory: a service behind the pages of every recorded site. */
export const SERVICE = 'https://api.test';

/** Names the service of `good.test`, and nothing of any other page. */
export const DIRECTORY: SiteDirectory = {
  version: 1,
  issued: '2026-11-29T00:00:00Z',
  expires: null,
  sites: [
    { host: 'api.test', covers: 'host', adapter: 'sealmark', references: [], services: [] },
    { host: 'good.test', covers: 'host', adapter: null, references: [], services: ['api.test'] },
  ],
};
/** Who says what the popup says. */
export const POPUP = { id: 'us', url: 'chrome-extension://us/src/popup/index.html' };

/** A page in some tab calls the service behind it, or the user has it checked: neither may improve the page's mark. */
export function talkToService(model: ModelBrowser, choices: Choices): void {
  const [tabId, shown] = [...model.tabs][choices.below(model.tabs.size || 1)] ?? [];
  if (tabId === undefined || shown === undefined) return;
  if (choices.below(2) === 0) {
    const ask = { tabId, documentId: null, origin: SERVICE };
    model.message({ call: 'service.check', ask }, POPUP, () => undefined);
    return;
  }
  const request = { tabId, requestId: `s${String(choices.below(1000))}`, url: `${SERVICE}/v1`, type: 'xmlhttprequest' };
  const of = { ...request, documentId: shown.documentId, documentUrl: shown.url, fromCache: false, statusCode: 200 };
  for (const event of ['webRequest.onHeadersReceived', 'webRequest.onResponseStarted'])
    model.happen({ event, ...of, headers: { 'x-node': String(choices.below(2)) } });
}
