import type { AuditKey } from '../../../verifier/audits/index.ts';
import type { AdapterId } from '../../api/adapters.ts';
import type { DirectorySite, SiteDirectory } from '../../api/site-directory.ts';
import file from './sites.json' with { type: 'json' };

type Line = {
  readonly adapter: string | null;
  readonly references?: readonly string[];
  readonly services?: readonly string[];
} & ({ readonly host: string } | { readonly below: string });

const lines: readonly Line[] = file.sites;

/** Where a newer one is asked for once a day, mirrors behind it; none: nobody publishes it yet, and nobody is asked. */
export const DIRECTORY_URLS: readonly string[] = [];

/**
 * Who may issue a site directory, as lists write keys (docs/AUDITS.md); the private half stands in no repository
 * (docs/sites/README.md says how a directory is made and signed). Another key comes with another release.
 */
export const DIRECTORY_KEYS: readonly AuditKey[] = ['ed25519:xMuD4tNB8c0_n4nVfHbOwpFRNd2L7fV_xRkMGjpsGQI'];

/**
 * The directory of this release. Package and directory are made together, so that it is not read again at every start: a test
 * reads the file as strictly as one that comes later, and compares.
 */
export const SHIPPED_DIRECTORY: SiteDirectory = {
  version: file.version,
  issued: file.issued,
  expires: null,
  sites: lines.map(({ adapter, references = [], services = [], ...named }): DirectorySite => {
    const where =
      'host' in named ? ({ host: named.host, covers: 'host' } as const) : ({ host: named.below, covers: 'below' } as const);
    return { ...where, adapter: adapter as AdapterId | null, references, services };
  }),
};
