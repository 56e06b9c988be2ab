import type { SiteView } from '../../background/api/site-view.ts';

/** A tab without a record: if every site may be checked, it was open before the extension started. */
export function nothingKnown(tabId: number, allSites: boolean): SiteView {
  return {
    format: 1,
    tabId,
    documentId: null,
    origin: null,
    private: false,
    badge: 'off',
    state: { at: 'off', because: allSites ? 'not-looked' : 'no-permission' },
    unresolvedFailure: null,
    pin: 'off',
    registry: null,
    services: [],
    codeNames: [],
    accelerators: null,
    guarded: false,
    updatedAt: '1970-01-01T00:00:00.000Z',
  };
}
