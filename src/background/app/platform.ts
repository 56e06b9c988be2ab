import type { Instant } from '../../verifier/index.ts';
import type { RegistryProfile } from '../api/registry-profile.ts';
import type { RegistryView } from '../api/registry-view.ts';
import type { Marks } from '../browser/action.ts';
import type { Sender } from '../browser/messages.ts';
import type { Scheme } from '../browser/scheme.ts';
import type { SignedBody } from '../browser/signed-bodies.ts';
import type { NavigationEvent } from '../channel/event.ts';
import type { PageResponse } from '../discovery/sources.ts';
import type { ListKeeper } from '../lists/keeper.ts';
import type { DirectoryUpdater } from '../lists/refresh-directory.ts';
import type { PublisherKeeper } from '../publishers/keeper.ts';
import type { PageRules } from '../lock/page-rules.ts';
import type { ServiceRequest } from '../channel/service-request.ts';
import type { ProfileBook } from '../registry/profiles/book.ts';
import type { SessionArea } from '../state/session-area.ts';
import type { Tables } from '../state/tables.ts';
import type { ServiceCheck } from './check-service.ts';
import type { CheckRun } from './check-step.ts';
import type { ReleasedDirectory } from './directory-shelf.ts';
import type { Ports } from './ports.ts';

/** What the background needs once a site announces something; not loaded before. */
export type Checks = {
  readonly inspect: (check: CheckRun) => Promise<void>;
  readonly inspectService: (check: ServiceCheck) => Promise<void>;
  /** Asks a chain something that concerns no site or user. */
  readonly tried: (profile: RegistryProfile) => Promise<RegistryView>;
  /** Lists of audit statements. */
  readonly lists: ListKeeper;
  readonly updater: DirectoryUpdater;
  /** Publishers' own lists. */
  readonly publishers: PublisherKeeper;
};

/** What checks depend on. */
export type Common = Ports & { readonly session: SessionArea; readonly profiles: ProfileBook };

/** The browser, as functions: index.ts wires the real one, tests one in which anything may happen at any time. */
export type Platform = {
  /** Milliseconds since 1970, this computer's clock. */
  readonly now: () => Instant;
  readonly random: (length: number) => Uint8Array;
  /** An internal error, for the extension's console; never sent anywhere. */
  readonly report: (error: unknown) => void;
  /** Runs something later; it may be lost. @returns cancels it */
  readonly later: (job: () => void) => () => void;
  /** How navigations and requests are reported: see `correlateNavigations`. */
  readonly order: 'strict' | 'loose';
  readonly session: SessionArea;
  readonly tables: Tables;
  readonly directory: ReleasedDirectory;
  readonly marks: Marks;
  readonly rules: PageRules;
  readonly site: Omit<Ports['site'], 'watch'>;
  readonly browser: Omit<Ports['browser'], 'listenAgain' | 'schemeSeen' | 'mightCheck'>;
  /** Each is called once, during the background's start unless it says otherwise: an event may be what woke it. */
  readonly listen: {
    toNavigation(
      emit: (event: NavigationEvent) => void,
      /** May the certificate of this page's response be left unread? */
      announcesNothing: (page: Omit<PageResponse, 'leaf'> & { readonly url: string }) => boolean,
    ): { readonly again: () => void };
    /**
     * Our own requests for evidence. Called later than the others: only a worker that makes such a request has to see it. Settled
     * once they are listened to, never rejected.
     */
    toCouriers(courier: (event: NavigationEvent) => void): Promise<{ readonly again: () => void }>;
    /** Requests that documents make to hosts matching these patterns: services named by the directory. */
    toServices(patterns: readonly string[], seen: (request: ServiceRequest) => void): { readonly again: () => void };
    /** Bodies of pages that say they are signed, in browsers that expose them. */
    toSignedBodies(seen: (body: SignedBody) => void): void;
    toMessages(answer: (message: unknown, sender: Sender) => Promise<unknown> | null): void;
    toAlarms(heard: (name: string) => void): void;
    /** `removed`: the withdrawn host patterns; empty if some were granted. */
    toHosts(changed: (removed: readonly string[]) => void): void;
    toScheme(changed: () => void): Scheme;
    /** The browser has started, or the extension was installed or updated. */
    toFreshStart(heard: () => void): void;
  };
  /** Tells our other pages that a call changed something. */
  tellPages(call: string): void;
  loadChecks(common: Common): Promise<Checks>;
};
