import type { AttestationResult } from '../../verifier/index.ts';
import type { CodeDecision } from '../../verifier/audits/index.ts';
import type { AdapterId } from './adapters.ts';
import type { Badge } from './badge.ts';
import type { Problem } from './problem.ts';

/** The state of the check of a service behind a page; the service is not contacted before the user clicks. */
export type ServiceState =
  | { readonly at: 'unchecked' }
  | { readonly at: 'checking' }
  | {
      readonly at: 'appraised';
      readonly result: AttestationResult;
      /** What publishers say of its code. */
      readonly published: CodeDecision['published'];
      readonly problems: readonly Problem[];
    }
  | { readonly at: 'unavailable'; readonly problem: Problem };

/**
 * An attested service that a page talks to. Its mark is its own: it says nothing about the page, whose script could send data
 * elsewhere, and never changes the page's badge.
 */
export type ServiceView = {
  /** The service's serialised https origin. */
  readonly origin: string;
  readonly adapter: AdapterId;
  /** This document's own request to it was seen; otherwise the site directory says that pages of this site talk to it. */
  readonly contacted: boolean;
  /** The names under which its code is published, from the site directory. */
  readonly codeNames: readonly string[];
  readonly badge: Badge;
  readonly state: ServiceState;
};
