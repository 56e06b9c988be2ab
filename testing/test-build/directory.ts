import type { DirectorySite, SiteDirectory } from '../../src/background/api/site-directory.ts';

/** A page whose script talks to an attested service, and that service. */
export const SERVICE_PAGE_HOST = 'chat-page.test';

/** The host of that service. */
export const SERVICE_HOST = 'chat-service.test';

/** A site that announces nothing. */
export const LISTED_HOST = 'model.listed.test';

/** Forms for which every host below `<form>.test` is in the directory. */
const LISTED_FORMS = ['dstack-ingress', 'dstack-gateway', 'aci', 'evervault', 'secretvm', 'maple', 'nitriding'] as const;

/** Where the test build requests a newer one. */
export const DIRECTORY_HOST = 'directory.sealmark.test';

/** Replaces the release's addresses. */
export const DIRECTORY_URLS: readonly string[] = [`https://${DIRECTORY_HOST}/sites.dsse.json`];
/** Seed of the key that signs it (`ed25519Key`), and that key: public, so its signatures prove nothing. */
export const DIRECTORY_SEED = 'site directory';

/** Replaces the release’s keys; anybody can make the private half from `DIRECTORY_SEED`. */
export const DIRECTORY_KEYS: readonly string[] = ['ed25519:CKBHjIBUZlSiPRIP8kDwelxeNl9_fnjuPhrnZYmMZyg'];

/** Replaces `src/background/discovery/directory/shipped.ts` in the test build: sites that only tests have. */
export const SHIPPED_DIRECTORY: SiteDirectory = {
  version: 1,
  issued: '2026-11-29T00:00:00Z',
  expires: null,
  sites: [
    { host: SERVICE_PAGE_HOST, covers: 'host', adapter: null, references: [], services: [SERVICE_HOST] },
    { host: 'listed.test', covers: 'below', adapter: 'near', references: [], services: [] },
    ...LISTED_FORMS.map((adapter): DirectorySite => {
      return { host: `${adapter}.test`, covers: 'below', adapter, references: [], services: [] };
    }),
    { host: SERVICE_HOST, covers: 'host', adapter: 'tinfoil', references: [], services: [] },
  ],
};
