import type { SiteDirectory } from '../../src/background/discovery/directory/directory.ts';

/** A page whose script talks to an attested service, and that service. */
export const SERVICE_PAGE_HOST = 'chat-page.test';
export const SERVICE_HOST = 'chat-service.test';

/** A site that announces nothing. */
export const LISTED_HOST = 'model.listed.test';

/** In place of `src/background/discovery/directory/shipped.ts` in the test build: sites that only tests have. */
export const SHIPPED_DIRECTORY: SiteDirectory = {
  version: 1,
  issued: '2026-11-29T00:00:00Z',
  sites: [
    { host: SERVICE_PAGE_HOST, covers: 'host', adapter: null, references: [], services: [SERVICE_HOST] },
    { host: 'listed.test', covers: 'below', adapter: 'near', references: [], services: [] },
    { host: SERVICE_HOST, covers: 'host', adapter: 'tinfoil', references: [], services: [] },
  ],
};
