import type { AllowlistDifference, AllowlistEntry, AllowlistFile, OwnWord } from './allowlist.ts';
import type {
  ListedSubscription,
  ListPreview,
  ListsDifference,
  ListsFile,
  MeasuredCode,
  OfferedList,
  StatedOfCode,
  StatementRow,
} from './lists.ts';
import type { PublisherListView } from './publisher-list.ts';
import type { ListedProfile, RegistryProfile } from './registry-profile.ts';
import type { RegistryView } from './registry-view.ts';
import type { KeptSite, Settings, SitePin } from './settings.ts';
import type { DirectoryView } from './site-directory.ts';
import type { ShownDocument, SiteView } from './site-view.ts';
import type { VendorSource } from './vendor-source.ts';

/** A failed call: a stable code, and the facts for the popup's sentence about it. */
export type CallError = { readonly code: string; readonly detail: string };

/** Stored records that failed validation on load. They are set aside, never dropped. */
export type SetAside = { readonly store: string; readonly key: string; readonly why: string; readonly at: string };

/**
 * The document that the popup drew when the user clicked: nothing is done once the tab shows another. Without origin and id where
 * it knew of none, and named none.
 */
export type DrawnDocument = ShownDocument & { readonly tabId: number };

/** The calls that our own pages may make to the background: name → request and answer. Plain JSON both ways. */
export type PopupCalls = {
  /** The view of the document that this tab shows now; null if the tab is gone. */
  'site.view': { ask: { tabId: number }; answer: SiteView | null };
  /** Check the page that was drawn (a click on the action counts as an announcement). */
  'site.check': { ask: DrawnDocument; answer: null };
  /** Reload the page that was drawn, bypassing every cache, so that its connection is seen. */
  'site.reload': { ask: DrawnDocument; answer: null };
  /**
   * The user's decision about the code shown for this tab: `documentId` and `registers` (name → lowercase hex) are those of the
   * view that was drawn. `statement`: the digest of the statement on which the code is accepted, which ends when that statement
   * does; null for the user's own knowledge. Refused if the tab now shows another document or other code.
   */
  'site.accept': {
    ask: {
      tabId: number;
      documentId: string | null;
      registers: Readonly<Record<string, string>>;
      everywhere: boolean;
      note: string;
      word: OwnWord;
      statement: string | null;
    };
    answer: AllowlistEntry;
  };
  /** Holds pages of this origin to the code named by its evidence, or lets them run as served. */
  'site.lock': { ask: { origin: string; on: boolean }; answer: null };
  /** Checks one service behind the page that was drawn (`documentId`); the page's own mark does not change. */
  'service.check': { ask: { tabId: number; documentId: string | null; origin: string }; answer: null };
  'site.pin': { ask: { origin: string; pin: SitePin['pin'] }; answer: null };
  /** Every site with a record: that it attested, with which code, and the user's choices for it. */
  'sites.list': { ask: null; answer: readonly KeptSite[] };
  /** Erases all records of one site, or (origin null) of every site; accepted code stays. */
  'sites.forget': { ask: { origin: string | null }; answer: null };
  'allowlist.list': { ask: null; answer: readonly AllowlistEntry[] };
  'allowlist.put': { ask: AllowlistEntry; answer: null };
  'allowlist.remove': { ask: { id: string }; answer: null };
  'allowlist.export': { ask: null; answer: AllowlistFile };
  /** What importing this text would do; changes nothing. */
  'allowlist.preview': { ask: { text: string }; answer: AllowlistDifference };
  'allowlist.import': { ask: { text: string }; answer: AllowlistDifference };
  /** The lists of audit statements offered by the release; none is followed automatically. */
  'lists.offered': { ask: null; answer: readonly OfferedList[] };
  /** Fetches a list and verifies it under this key; it does not count, and is not followed yet. */
  'lists.preview': { ask: { url: string; key: string }; answer: ListPreview };
  /** Follows exactly the text that was previewed (`digest` of the preview). */
  'lists.subscribe': { ask: { url: string; key: string; digest: string }; answer: ListedSubscription };
  'lists.list': { ask: null; answer: readonly ListedSubscription[] };
  'lists.statements': { ask: { id: string }; answer: readonly StatementRow[] };
  /** What followed lists state of the code of evidence that was appraised by one of our own pages. */
  'lists.about': { ask: MeasuredCode; answer: StatedOfCode };
  'lists.remove': { ask: { id: string }; answer: null };
  /** Requests one list now, or (id null) all; answers with the state of all. */
  'lists.refresh': { ask: { id: string | null }; answer: readonly ListedSubscription[] };
  'lists.export': { ask: null; answer: ListsFile };
  /** The lists in this file that are not followed yet; each is previewed and followed separately. */
  'lists.preview-import': { ask: { text: string }; answer: ListsDifference };
  /** The publishers' own lists that this release knows; off until the user turns one on. */
  'publishers.list': { ask: null; answer: readonly PublisherListView[] };
  /** Turns one on, which requests it at once, or off, which erases it. */
  'publishers.turn': { ask: { id: string; on: boolean }; answer: readonly PublisherListView[] };
  /** The site directory in use; `refresh` looks for a newer one now. */
  'directory.view': { ask: null; answer: DirectoryView };
  'directory.refresh': { ask: null; answer: DirectoryView };
  'settings.get': { ask: null; answer: Settings };
  'settings.put': { ask: Settings; answer: null };
  /** The services that the background may ask for endorsements, and what each request reveals. */
  'sources.list': { ask: null; answer: readonly VendorSource[] };
  /** The chains that hold a registry, shipped or added by the user, and which of them may be asked. */
  'registry.list': { ask: null; answer: readonly ListedProfile[] };
  /** Adds a chain, or changes an added one; it is off until turned on. */
  'registry.put': { ask: RegistryProfile; answer: null };
  'registry.turn': { ask: { id: string; on: boolean }; answer: null };
  'registry.remove': { ask: { id: string }; answer: null };
  /**
   * Connects to a chain without asking about any site: which node answers, and how far its answers can be proven. Works even if
   * the chain is off.
   */
  'registry.try': { ask: { id: string }; answer: RegistryView };
  /** The chain that is asked about a site; null if the user chose none. */
  'registry.choice': { ask: { origin: string }; answer: { readonly profile: string | null } | null };
  /** `profile` null: no chain is asked about this site. */
  'registry.choose': { ask: { origin: string; profile: string | null }; answer: null };
  'registry.forget-choice': { ask: { origin: string }; answer: null };
  /** Whether our page is drawn dark: a worker cannot tell, and the mark has a version for each. */
  'scheme.seen': { ask: { dark: boolean }; answer: null };
  'storage.set-aside': { ask: null; answer: readonly SetAside[] };
  /** The user granted or withdrew host access: listeners are added again, as Chrome requires. */
  'permissions.changed': { ask: null; answer: null };
};

/** The calls after which our other pages show stale data. */
export const CHANGING = [
  'site.accept',
  'site.pin',
  'site.lock',
  'sites.forget',
  'allowlist.put',
  'allowlist.remove',
  'allowlist.import',
  'lists.subscribe',
  'lists.remove',
  'lists.refresh',
  'publishers.turn',
  'directory.refresh',
  'settings.put',
  'registry.put',
  'registry.turn',
  'registry.remove',
] as const satisfies readonly (keyof PopupCalls)[];

/** The BroadcastChannel on which the background announces such a call to our pages. */
export const CHANGES_CHANNEL = 'sealmark-changes';

/** The messages of a content script: an untrusted hint, at most one a document; and the report of a locked page's guard. */
export type ContentCalls = {
  'hint.link': { ask: { rel: 'attestation'; href: string }; answer: null };
  /** The policy under which this document runs, including the session word; null if it is not ours, so the document was stopped. */
  'guard.report': { ask: { policy: string | null }; answer: null };
};

/**
 * What the background asks of a tab's content script. `courier` fetches the attestation document from the page's own context;
 * evidence proves itself, whoever carries it.
 */
export type CourierRequest = { readonly sealmark: 'probe' } | ({ readonly sealmark: 'courier' } & Errand);

/** One request for a courier: what `net/http.ts` would send, from within the page. */
export type Errand = {
  readonly url: string;
  /** The value of the Accept field. */
  readonly accept: string;
  /** `same-origin` uses the page's own connection; with `omit` browsers may use another one of the same window and container. */
  readonly credentials: 'omit' | 'same-origin';
  /** Maximum bytes of body to read. */
  readonly maxBytes: number;
  /** Milliseconds for the whole exchange. */
  readonly deadline: number;
};

/** What a tab's content script reports about its own document when it is asked. */
export type ProbeResponse = {
  /** A service worker of the site sits, or sat, between this document and the network; null if unknown. */
  readonly controlled: boolean | null;
};

/**
 * What a courier returns: why there is nothing (`not-carried`: the page's policy forbids the request), or the head and body of a
 * response; the body in base64, null if too long. Absent fields are null.
 */
export type CourierResponse =
  | { readonly failed: 'unreachable' | 'timeout' | 'too-slow' | 'not-carried' }
  | {
      readonly status: number;
      readonly redirects: boolean;
      readonly type: string | null;
      readonly retry: string | null;
      readonly body: string | null;
    };

/** Name of a call by one of our pages or by a content script. */
export type CallName = keyof PopupCalls | keyof ContentCalls;

/** What is sent to the background by `runtime.sendMessage`; anything else is not ours. */
export type Message<N extends CallName = CallName> = { readonly call: N; readonly ask: (PopupCalls & ContentCalls)[N]['ask'] };

/** Every answer on the wire. */
export type CallResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: CallError };
