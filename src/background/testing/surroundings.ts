import type { PublisherSource } from '../publishers/source.ts';
import type { SigstoreInstance } from '../../verifier/publisher/index.ts';
import type { ChannelObservation } from '../../verifier/index.ts';
import type { TestKey } from '../../verifier/testing/keys.ts';
import type { Problem } from '../api/problem.ts';
import type { SiteView } from '../api/site-view.ts';
import type { ReleasedDirectory } from '../app/directory-shelf.ts';
import type { CheckPorts } from '../app/ports.ts';
import { documentIn } from '../app/held-visit.ts';
import { openVisits, type VisitPorts, type Visits } from '../app/visits.ts';
import type { Frame } from '../browser/tabs.ts';
import type { SiteDirectory } from '../api/site-directory.ts';
import { carriedAnswer, type EvidenceRequest, type SiteAnswer } from '../discovery/site-answer.ts';
import type { EndorsementSource } from '../endorsements/source.ts';
import type { FetchList } from '../lists/fetch.ts';
import type { RegistrySource } from '../registry/source.ts';

type SentDocument = { readonly bytes: Uint8Array } | { readonly problem: Problem };

/** The background's simulated surroundings; a test changes the part it is about. */
export type Surroundings = {
  now: number;
  /** The key of the site's certificate. */
  tlsKey: TestKey;
  say: (origin: string, nonce: Uint8Array, signal: AbortSignal, request?: EvidenceRequest) => Promise<SentDocument>;
  /** The key of whatever it answers. */
  contentType: string;
  /** The tab's content script; null if there is none. */
  carry:
    | ((
        origin: string,
        nonce: Uint8Array,
      ) => Promise<{ readonly bytes: Uint8Array; readonly channel: ChannelObservation } | null>)
    | null;
  /** What the browser shows of the connections of the background's own requests. */
  ownChannel: ChannelObservation;
  /** The tab shares its connections with the background. */
  shared: boolean;
  controlled: boolean | null;
  registry: RegistrySource;
  /** The sources of endorsements, and which of their hosts the browser allows. */
  sources: readonly EndorsementSource[];
  /** Servers of lists. */
  fetchList: FetchList;
  /** Sigstore instances whose proofs count. */
  sigstore: readonly SigstoreInstance[];
  /** Publishers whose own lists may be turned on. */
  publisherSources: readonly PublisherSource[];
  readonly vendors: Set<string>;
  mayCheck: boolean;
  private: boolean;
  /** The release's directory information, when the background starts. */
  released: ReleasedDirectory;
  /** Replaces the background's directory; null keeps it. */
  directory: SiteDirectory | null;
  /** The document now in each tab, as the browser reports it. */
  readonly documents: Map<number, Frame>;
};

type Parts = Pick<VisitPorts, 'area' | 'now' | 'random' | 'report'> & {
  readonly documentOf: (tabId: number) => Promise<Frame | null>;
  /** Every view to be painted is appended. */
  readonly shown: SiteView[];
  /** Everything deferred is appended. */
  readonly later: (() => void)[];
};

/** The real visits over simulated surroundings. */
export function visitsIn({ documentOf, shown, later, ...parts }: Parts): Visits {
  const visits = openVisits({
    ...parts,
    async documentOf(tabId) {
      const frame = await documentOf(tabId);
      return frame && documentIn(frame);
    },
    changed(tabId) {
      const view = visits.view(tabId);
      if (view !== null) shown.push(view);
    },
    moved: () => undefined,
    untouched: () => undefined,
    lost: () => undefined,
    openTabs: () => Promise.resolve([]),
    later(job) {
      later.push(job);
      return () => void later.splice(later.indexOf(job), 1);
    },
  });
  return visits;
}

/** What a request asks for, from its address, in whichever form it writes the nonce. */
function questionIn(url: string): { readonly origin: string; readonly nonce: Uint8Array } {
  const { origin, searchParams } = new URL(url);
  const text = searchParams.get('nonce') ?? '';
  return { origin, nonce: Buffer.from(text, /^[0-9a-f]{64}$/.test(text) ? 'hex' : 'base64url') };
}

const asAnswer = (sent: SentDocument, contentType: string): SiteAnswer =>
  'problem' in sent ? sent : { reply: { status: 200, contentType, bytes: sent.bytes } };

/** The site's response to a request of the background's own. @param asked origins that were requested */
export async function answerIn(
  surroundings: Surroundings,
  asked: string[],
  request: EvidenceRequest,
  signal: AbortSignal,
): Promise<SiteAnswer> {
  const { origin, nonce } = questionIn(request.url);
  asked.push(origin);
  return asAnswer(await surroundings.say(origin, nonce, signal, request), surroundings.contentType);
}

/** The same by the tab's content script. */
export async function carriedIn(
  surroundings: Surroundings,
  noted: { readonly carried: { origin: string; credentials: string }[]; readonly channels: Map<string, ChannelObservation> },
  request: EvidenceRequest,
  credentials: string,
): Promise<SiteAnswer> {
  const { url } = request;
  const { origin, nonce } = questionIn(url);
  noted.carried.push({ origin, credentials });
  const answer = (await surroundings.carry?.(origin, nonce)) ?? null;
  if (answer === null) return carriedAnswer(request, null);
  noted.channels.set(url, answer.channel);
  return asAnswer(answer, surroundings.contentType);
}

/** The browser's tabs and clocks. @param parts what a test looks at, and who answers for the tabs */
export const browserIn = (
  surroundings: Surroundings,
  { documentOf, mayCheck, alarms, reloaded }: BrowserParts,
): CheckPorts['browser'] => ({
  tab: (id) => Promise.resolve({ id, url: null, private: surroundings.private, sharesConnections: surroundings.shared }),
  documentOf,
  openTabs: () => Promise.resolve([...surroundings.documents.keys()]),
  mayCheck: (origin) => Promise.resolve(mayCheck(origin)),
  mightCheck: () => Promise.resolve(surroundings.mayCheck),
  reloadPastCaches: (tabId) => Promise.resolve(void reloaded.push(`tab ${String(tabId)}`)),
  reloadOrigin: (origin) => Promise.resolve(void reloaded.push(origin)),
  listenAgain: () => undefined,
  registerHints: () => Promise.resolve(),
  schemeSeen: () => Promise.resolve(),
  wakeAt: (name, when) => Promise.resolve(void alarms.set(name, when)),
  forgetAlarm: (name) => Promise.resolve(void alarms.delete(name)),
});

type BrowserParts = {
  readonly documentOf: (tabId: number) => Promise<Frame | null>;
  readonly mayCheck: (origin: string) => boolean;
  readonly alarms: Map<string, number>;
  readonly reloaded: string[];
};
