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

/** Where a newer one is requested once a day, mirrors last; empty: none is published yet, and no request is made. */
export const DIRECTORY_URLS: readonly string[] = [];

/**
 * The keys that may issue a site directory, in the lists' format (docs/AUDITS.md); the private half is in no repository
 * (docs/sites/README.md says how a directory is made and signed). Key changes come with a release.
 */
export const DIRECTORY_KEYS: readonly AuditKey[] = ['ed25519:xMuD4tNB8c0_n4nVfHbOwpFRNd2L7fV_xRkMGjpsGQI'];

/**
 * The directory of this release. It is packaged as parsed, so it need not be read again at every start: a test reads the file as
 * strictly as a later one, and compares.
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
