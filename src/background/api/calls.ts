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
import type { ListedProfile, RegistryProfile } from './registry-profile.ts';
import type { RegistryView } from './registry-view.ts';
import type { KeptSite, Settings, SitePin } from './settings.ts';
import type { DirectoryView } from './site-directory.ts';
import type { SiteView } from './site-view.ts';
import type { VendorSource } from './vendor-source.ts';

/** A call that did not succeed: a stable code, and facts for the sentence that the popup has for it. */
export type CallError = { readonly code: string; readonly detail: string };

/** Stored records that failed validation on load and were set aside, never dropped. */
export type SetAside = { readonly store: string; readonly key: string; readonly why: string; readonly at: string };

/** What our own pages may ask of the background: name → what is asked, what is answered. Plain JSON both ways. */
export type PopupCalls = {
  /** What there is to say of the document that this tab shows now; null for a tab that has gone. */
  'site.view': { ask: { tabId: number }; answer: SiteView | null };
  /** Check this tab (a click on the action counts as the announcement). */
  'site.check': { ask: { tabId: number }; answer: null };
  /** Load the page again past every cache, so that its connection is seen. */
  'site.reload': { ask: { tabId: number }; answer: null };
  /**
   * What the user says of the code that was shown for this tab: `documentId` and `registers` (name → lowercase hex) are those of
   * the view that was drawn. `statement`: digest of the statement on which it is accepted, which then ends when that does; null
   * for the user's own knowledge. Refused when the tab shows another document by now, or other code.
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
  /** Holds pages of this origin to the code that its evidence names, or lets them run as the server sends them. */
  'site.lock': { ask: { origin: string; on: boolean }; answer: null };
  /** Checks one service behind the page that was drawn (`documentId`); the page's mark stays what it is. */
  'service.check': { ask: { tabId: number; documentId: string | null; origin: string }; answer: null };
  'site.pin': { ask: { origin: string; pin: SitePin['pin'] }; answer: null };
  /** Every site of which anything is kept: that it attested, with which code, what the user chose for it. */
  'sites.list': { ask: null; answer: readonly KeptSite[] };
  /** Erases all that is kept of one site, or (origin null) of every site; accepted code stays. */
  'sites.forget': { ask: { origin: string | null }; answer: null };
  'allowlist.list': { ask: null; answer: readonly AllowlistEntry[] };
  'allowlist.put': { ask: AllowlistEntry; answer: null };
  'allowlist.remove': { ask: { id: string }; answer: null };
  'allowlist.export': { ask: null; answer: AllowlistFile };
  /** What importing this text would do; changes nothing. */
  'allowlist.preview': { ask: { text: string }; answer: AllowlistDifference };
  'allowlist.import': { ask: { text: string }; answer: AllowlistDifference };
  /** Lists of audit statements that the release offers; nothing subscribes by itself. */
  'lists.offered': { ask: null; answer: readonly OfferedList[] };
  /** Fetches a list and verifies it under this key; nothing of it counts, and nobody follows it yet. */
  'lists.preview': { ask: { url: string; key: string }; answer: ListPreview };
  /** Follows the very text that was looked at (`digest` of the preview). */
  'lists.subscribe': { ask: { url: string; key: string; digest: string }; answer: ListedSubscription };
  'lists.list': { ask: null; answer: readonly ListedSubscription[] };
  'lists.statements': { ask: { id: string }; answer: readonly StatementRow[] };
  /** What followed lists state of the code of evidence that was appraised by one of our own pages. */
  'lists.about': { ask: MeasuredCode; answer: StatedOfCode };
  'lists.remove': { ask: { id: string }; answer: null };
  /** Asks now for one list, or (id null) for all; answers all as they are then. */
  'lists.refresh': { ask: { id: string | null }; answer: readonly ListedSubscription[] };
  'lists.export': { ask: null; answer: ListsFile };
  /** What this file names that is not followed; each is looked at and followed by itself. */
  'lists.preview-import': { ask: { text: string }; answer: ListsDifference };
  /** The directory of sites that is in use; `refresh` looks for a newer one now. */
  'directory.view': { ask: null; answer: DirectoryView };
  'directory.refresh': { ask: null; answer: DirectoryView };
  'settings.get': { ask: null; answer: Settings };
  'settings.put': { ask: Settings; answer: null };
  /** Whom the background may ask for endorsements, and what a request tells them. */
  'sources.list': { ask: null; answer: readonly VendorSource[] };
  /** Chains that hold a registry: those of the release and those that the user added, and which may be asked. */
  'registry.list': { ask: null; answer: readonly ListedProfile[] };
  /** Adds a chain, or changes one that was added; it is off until turned on. */
  'registry.put': { ask: RegistryProfile; answer: null };
  'registry.turn': { ask: { id: string; on: boolean }; answer: null };
  'registry.remove': { ask: { id: string }; answer: null };
  /** Asks a chain for nothing in particular: who answers, and how far it can be proven. Asks it even if it is off. */
  'registry.try': { ask: { id: string }; answer: RegistryView };
  /** Which chain is asked about a site: null where the user chose none in particular. */
  'registry.choice': { ask: { origin: string }; answer: { readonly profile: string | null } | null };
  /** `profile` null: no chain is asked about this site. */
  'registry.choose': { ask: { origin: string; profile: string | null }; answer: null };
  'registry.forget-choice': { ask: { origin: string }; answer: null };
  /** Whether our page is drawn dark: a worker cannot see that, and the mark has a form for each. */
  'scheme.seen': { ask: { dark: boolean }; answer: null };
  'storage.set-aside': { ask: null; answer: readonly SetAside[] };
  /** The user granted or withdrew host access: listeners are added again (Chrome needs that). */
  'permissions.changed': { ask: null; answer: null };
};

/** The calls after which another page of ours shows something out of date. */
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
  'directory.refresh',
  'settings.put',
  'registry.put',
  'registry.turn',
  'registry.remove',
] as const satisfies readonly (keyof PopupCalls)[];

/** Name of the BroadcastChannel on which the background tells our pages that such a call was carried out. */
export const CHANGES_CHANNEL = 'sealmark-changes';

/** What a content script may say: a hint that nobody believes, at most one a document; and what the guard of a locked page saw. */
export type ContentCalls = {
  'hint.link': { ask: { rel: 'attestation'; href: string }; answer: null };
  /**
   * The policy under which this document runs, word of the session included; null when it is none of ours, so that the
   * document was stopped. `again`: what could be put right was, and the document is to be loaded again.
   */
  'guard.report': { ask: { policy: string | null }; answer: { again: boolean } };
};

/**
 * What the background asks of the content script in a tab. `courier` fetches the attestation document from where the page
 * came from; whoever carries it, evidence proves itself.
 */
export type CourierRequest = { readonly sealmark: 'probe' } | ({ readonly sealmark: 'courier' } & Errand);

/** One request for a courier: what `net/http.ts` would send, from within the page. */
export type Errand = {
  readonly url: string;
  /** Value of the Accept field. */
  readonly accept: string;
  /** `same-origin` is the page's own connection; with `omit` browsers may take another of the same window and container. */
  readonly credentials: 'omit' | 'same-origin';
  /** Most bytes of body that are read. */
  readonly maxBytes: number;
  /** Milliseconds for the whole exchange. */
  readonly deadline: number;
};

export type ProbeResponse = {
  /** A service worker of the site stands, or stood, between this document and the network; null where nobody can say. */
  readonly controlled: boolean | null;
};

/**
 * What a courier brings back: why there is nothing (`not-carried`: the page's rules forbid the request), or the head and
 * the body of an answer, the body in base64 and null when it is longer than it may be. Fields that are absent are null.
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

export type CallName = keyof PopupCalls | keyof ContentCalls;

/** What travels to the background by `runtime.sendMessage`; anything else is not ours. */
export type Message<N extends CallName = CallName> = { readonly call: N; readonly ask: (PopupCalls & ContentCalls)[N]['ask'] };

/** Every answer on the wire. */
export type CallResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: CallError };
