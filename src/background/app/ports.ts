import type { StatementIndex } from '../../verifier/audits/index.ts';
import type { SigstoreInstance } from '../../verifier/publisher/index.ts';
import type { CryptoPort, Instant } from '../../verifier/index.ts';
import type { AllowlistEntry } from '../api/allowlist.ts';
import type { Errand } from '../api/calls.ts';
import type { Settings } from '../api/settings.ts';
import type { Frame, TabDocument, TabInfo } from '../browser/tabs.ts';
import type { QuietPages } from '../channel/quiet-pages.ts';
import type { Watched } from '../channel/courier-watch.ts';
import type { EvidenceRequest, SiteAnswer } from '../discovery/site-answer.ts';
import type { GatherPorts } from '../endorsements/gather.ts';
import type { ListKeeper } from '../lists/keeper.ts';
import type { DirectoryUpdater } from '../lists/refresh-directory.ts';
import type { PublisherKeeper } from '../publishers/keeper.ts';
import type { ReferenceSource } from '../references/source.ts';
import type { RegistrySource } from '../registry/source.ts';
import type { AttestedKeys } from '../state/attested-keys.ts';
import type { SiteHistory } from '../state/history.ts';
import type { StoredPin } from '../state/pins.ts';
import type { Knowledge } from '../state/knowledge.ts';
import type { OwnKey } from '../state/own-key.ts';
import type { ManyRecords, Records } from '../state/records.ts';
import type { PageLocks } from '../lock/page-locks.ts';
import type { Tables } from '../state/tables.ts';
import type { Registries } from './chain-handlers.ts';
import type { Directories } from './directory-shelf.ts';
import type { Visits } from './visits.ts';

/** Every effect of the app: index.ts wires the real ones, tests their own. */
export type Ports = {
  /** Milliseconds since 1970, this computer's clock. */
  now(): Instant;
  random(length: number): Uint8Array;
  /** An internal error, for the extension's console; never sent anywhere. */
  readonly report: (error: unknown) => void;

  readonly visits: Visits;
  /** Pages that announced nothing a moment ago. */
  readonly quiet: QuietPages;
  readonly tables: Tables;
  readonly settings: Records<Settings>;
  readonly allowlist: ManyRecords<AllowlistEntry>;
  /** Signs the user's own statements. */
  readonly ownKey: OwnKey;
  readonly pins: Records<StoredPin>;
  readonly history: Records<SiteHistory>;
  readonly attestedKeys: AttestedKeys;
  readonly knowledge: Knowledge;
  readonly chains: Registries;
  /** Sites known to attest without announcing it. */
  readonly directories: Directories;
  /** Looks for a newer directory; loaded on first use. */
  readonly updater: () => Promise<DirectoryUpdater>;
  /** The audit lists that the user follows; loaded on first use. */
  readonly followed: () => Promise<ListKeeper>;
  /** Publishers' own lists; loaded on first use. */
  readonly publishers: () => Promise<PublisherKeeper>;
  readonly locks: PageLocks;

  readonly site: {
    /** Fetches over a connection of our own. Only `askSite` calls this and the next. */
    fetchAnswer(request: EvidenceRequest, signal: AbortSignal): Promise<SiteAnswer>;
    /** Has this document's content script fetch; with `same-origin` over the page's own connection. */
    carryAnswer(document: TabDocument, request: EvidenceRequest, credentials: Errand['credentials']): Promise<SiteAnswer>;
    /** Watches the connection of such a request, from before it is made. @param tabId null for our own */
    watch(tabId: number | null, url: string): Watched;
    /** A service worker controls this very document, whatever the tab shows by now; null if unknown. */
    isControlled(document: TabDocument): Promise<boolean | null>;
  };

  readonly browser: {
    tab(tabId: number): Promise<TabInfo | null>;
    documentOf(tabId: number): Promise<Frame | null>;
    openTabs(): Promise<readonly number[]>;
    mayCheck(origin: string): Promise<boolean>;
    /**
     * The state as of the last change that was reported: for corrections when a user's change arrives, never for contacting a
     * site.
     */
    mightCheck(origin: string): Promise<boolean>;
    reloadPastCaches(tabId: number): Promise<void>;
    /** Reloads every open page of this origin; the browser asks the user before sending a form again. */
    reloadOrigin(origin: string): Promise<void>;
    /** Chromium forgets listeners that were added before a grant. */
    listenAgain(): void;
    registerHints(): Promise<void>;
    schemeSeen(dark: boolean): Promise<void>;
    wakeAt(name: string, when: number): Promise<void>;
    forgetAlarm(name: string): Promise<void>;
  };
};

/** What a check needs besides: most of the background's code, loaded when a site first announces something. */
export type CheckPorts = Ports & {
  /** Visits in private windows leave no records. */
  crypto(isPrivate: boolean): CryptoPort;
  readonly endorsements: GatherPorts;
  readonly references: readonly ReferenceSource[];
  /** The followed lists, ready for look-ups about code. */
  readonly lists: { index(): Promise<StatementIndex> };
  /** What publishers' own lists say of code, without a request. */
  readonly publisherLists: Pick<PublisherKeeper, 'about'>;
  /** The Sigstore instances whose proofs count. */
  sigstore(): readonly SigstoreInstance[];
  readonly registry: RegistrySource;
};
