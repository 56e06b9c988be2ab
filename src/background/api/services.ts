import type { AttestationResult } from '../../verifier/index.ts';
import type { AdapterId } from './adapters.ts';
import type { Badge } from './badge.ts';
import type { Problem } from './problem.ts';

/** Where the check of a service behind a page stands; nothing is asked of it before the user clicks. */
export type ServiceState =
  | { readonly at: 'unchecked' }
  | { readonly at: 'checking' }
  | { readonly at: 'appraised'; readonly result: AttestationResult; readonly problems: readonly Problem[] }
  | { readonly at: 'unavailable'; readonly problem: Problem };

/**
 * An attested service that a page talks to. Its mark is its own: it says nothing of the page, whose script could send
 * elsewhere, and never moves the page's badge.
 */
export type ServiceView = {
  /** Serialised https origin of the service. */
  readonly origin: string;
  readonly adapter: AdapterId;
  /** A request of this very document to it was seen; otherwise the site directory says that pages of this site talk to it. */
  readonly contacted: boolean;
  /** Names under which its code is published, as the site directory says. */
  readonly codeNames: readonly string[];
  readonly badge: Badge;
  readonly state: ServiceState;
};
