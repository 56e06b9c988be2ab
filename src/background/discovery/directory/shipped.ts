import type { AdapterId } from '../../api/adapters.ts';
import type { DirectorySite, SiteDirectory } from './directory.ts';
import file from './sites.json' with { type: 'json' };

type Line = {
  readonly adapter: string | null;
  readonly references?: readonly string[];
  readonly services?: readonly string[];
} & ({ readonly host: string } | { readonly below: string });

const lines: readonly Line[] = file.sites;

/**
 * The directory of this release. Package and directory are made together, so that it is not read again at every start: a test
 * reads the file as strictly as one that comes later, and compares.
 */
export const SHIPPED_DIRECTORY: SiteDirectory = {
  version: file.version,
  issued: file.issued,
  sites: lines.map(({ adapter, references = [], services = [], ...named }): DirectorySite => {
    const where =
      'host' in named ? ({ host: named.host, covers: 'host' } as const) : ({ host: named.below, covers: 'below' } as const);
    return { ...where, adapter: adapter as AdapterId | null, references, services };
  }),
};
