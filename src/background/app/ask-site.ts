import type { ChannelObservation } from '../../verifier/index.ts';
import type { ConnectionEnd } from '../../verifier/protocol/index.ts';
import type { AdapterId } from '../api/adapters.ts';
import type { Problem } from '../api/problem.ts';
import { repliesOf, requestsOf, type Replies } from '../discovery/forms.ts';
import { notCarried, type EvidenceRequest, type SiteAnswer } from '../discovery/site-answer.ts';
import type { TabDocument } from '../browser/tabs.ts';
import type { Ports } from './ports.ts';

/** Who makes a request: the background over its own connection, or the tab's content script over those of its window. */
export type Carrier = 'background' | 'tab';

/** One request to a site: for which document, in which form, and whether the user clicked for this page. */
export type SiteRequest = TabDocument & {
  readonly origin: string;
  /** Null where only the response will tell. */
  readonly adapter: AdapterId | null;
  /** Where the page's connection ended, as far as it was seen. */
  readonly connection: ConnectionEnd | null;
  readonly clicked: boolean;
  /** `second`: over the page's own connection, whoever carried the first request. */
  readonly request: 'first' | 'second';
  readonly signal: AbortSignal;
};

/** The result and, if requested, what was seen of the connection that brought it. */
export type AskedSite = ({ readonly replies: Replies } | { readonly problem: Problem }) & {
  readonly nonce: Uint8Array;
  observed(): Promise<ChannelObservation>;
};

/**
 * The only way in which a site is ever asked for evidence. The permission is checked every time, because the user may have
 * withdrawn it since the check began; a nonce is never reused. @returns null when the site may not be asked
 */
export async function askSite(ports: Ports, ask: SiteRequest): Promise<AskedSite | null> {
  const { tabId, documentId, origin, adapter, connection, request, signal } = ask;
  const carrier = await carrierFor(ports, ask);
  signal.throwIfAborted();
  if (carrier === null) return null;
  const nonce = ports.random(32);
  const requests = requestsOf(adapter, { origin, nonce, connection });
  const fromTab = carrier === 'tab' || request === 'second';
  const [first] = requests;
  // The first path carries the nonce where any does: it represents all of them, since one service answers them.
  const watched = first === undefined ? null : ports.site.watch(fromTab ? tabId : null, first.url);
  const credentials = request === 'first' ? 'omit' : 'same-origin';
  const send = (one: EvidenceRequest): Promise<SiteAnswer> =>
    fromTab ? ports.site.carryAnswer({ tabId, documentId }, one, credentials) : ports.site.fetchAnswer(one, signal);
  const answers = await Promise.all(
    requests.map(async (one) =>
      (await mayAsk(ports, origin, one, fromTab)) ? await send(one) : { problem: notCarried(one.url) },
    ),
  );
  signal.throwIfAborted();
  const observed = (): Promise<ChannelObservation> =>
    watched?.observed() ?? Promise.resolve({ kind: 'unobserved', because: 'no-request-seen' });
  return { ...repliesOf(adapter, requests, answers), nonce, observed };
}

/** A gateway, or a separate port, is another origin: a tab cannot ask it, and the background only with permission for it, too. */
async function mayAsk({ browser }: Ports, origin: string, { url }: EvidenceRequest, fromTab: boolean): Promise<boolean> {
  const asked = new URL(url).origin;
  return asked === origin || (!fromTab && (await browser.mayCheck(asked)));
}

/**
 * Who may ask this site on behalf of a tab; null for nobody. The background may only where it holds the permission for the host
 * (otherwise browsers add its own origin to the request, which in Firefox identifies this profile) and where the tab shares its
 * connections: a single background also serves Firefox's private windows and containers, and its requests would link them to
 * ordinary ones, on the network and on disk.
 */
export async function carrierFor(
  { browser }: Ports,
  { tabId, origin, clicked }: Pick<SiteRequest, 'tabId' | 'origin' | 'clicked'>,
): Promise<Carrier | null> {
  const [allowed, tab] = await Promise.all([browser.mayCheck(origin), browser.tab(tabId)]);
  if (!allowed && !clicked) return null;
  return allowed && tab?.sharesConnections === true ? 'background' : 'tab';
}
