import type { Instant } from '../../verifier/index.ts';
import type { RegistryProfile } from '../api/registry-profile.ts';
import type { RegistryView } from '../api/registry-view.ts';
import type { Marks } from '../browser/action.ts';
import type { Sender } from '../browser/messages.ts';
import type { Scheme } from '../browser/scheme.ts';
import type { SignedBody } from '../browser/signed-bodies.ts';
import type { NavigationEvent } from '../channel/event.ts';
import type { ListKeeper } from '../lists/keeper.ts';
import type { DirectoryUpdater } from '../lists/refresh-directory.ts';
import type { PageRules } from '../lock/page-rules.ts';
import type { ServiceRequest } from '../channel/service-request.ts';
import type { ProfileBook } from '../registry/profiles/book.ts';
import type { SessionArea } from '../state/session-area.ts';
import type { Tables } from '../state/tables.ts';
import type { ServiceCheck } from './check-service.ts';
import type { CheckRun } from './check-step.ts';
import type { ReleasedDirectory } from './directory-shelf.ts';
import type { Ports } from './ports.ts';

/** What the background does once a site announced something; loaded then, and not before. */
export type Checks = {
  readonly inspect: (check: CheckRun) => Promise<void>;
  readonly inspectService: (check: ServiceCheck) => Promise<void>;
  /** Asks a chain something that says nothing about anybody. */
  readonly tried: (profile: RegistryProfile) => Promise<RegistryView>;
  /** Lists of audit statements. */
  readonly lists: ListKeeper;
  readonly updater: DirectoryUpdater;
};

/** What checks stand on. */
export type Common = Ports & { readonly session: SessionArea; readonly profiles: ProfileBook };

/** The browser, as functions: index.ts gives the real one, tests one in which anything may happen at any time. */
export type Platform = {
  /** Milliseconds since 1970, this computer's clock. */
  readonly now: () => Instant;
  readonly random: (length: number) => Uint8Array;
  /** A mistake of ours, for whoever looks at the extension's console; never sent anywhere. */
  readonly report: (error: unknown) => void;
  /** Does something in a while; it may be lost. @returns gives it up */
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
  /** Each is called once, while the background starts: an event may be what woke it. */
  readonly listen: {
    toNavigation(
      emit: (event: NavigationEvent) => void,
      courier: (event: NavigationEvent) => void,
    ): { readonly again: () => void };
    /** Requests that documents make to hosts of these match patterns: services which the directory names. */
    toServices(patterns: readonly string[], seen: (request: ServiceRequest) => void): { readonly again: () => void };
    /** Bodies of pages that say they are signed, in a browser that lets us see them. */
    toSignedBodies(seen: (body: SignedBody) => void): void;
    toMessages(answer: (message: unknown, sender: Sender) => Promise<unknown> | null): void;
    toAlarms(heard: (name: string) => void): void;
    /** `removed`: host patterns that were withdrawn; none where some were granted. */
    toHosts(changed: (removed: readonly string[]) => void): void;
    toScheme(changed: () => void): Scheme;
    /** The browser has started, or we were installed or updated. */
    toFreshStart(heard: () => void): void;
  };
  /** Our other pages learn that a call which changes something was carried out. */
  tellPages(call: string): void;
  loadChecks(common: Common): Promise<Checks>;
};
