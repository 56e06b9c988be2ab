import type { ChannelObservation } from '../../verifier/index.ts';
import type { ConnectionEnd } from '../../verifier/protocol/index.ts';
import type { AdapterId } from '../api/adapters.ts';
import type { Problem } from '../api/problem.ts';
import { repliesOf, requestsOf, type Replies } from '../discovery/forms.ts';
import type { EvidenceRequest, SiteAnswer } from '../discovery/site-answer.ts';
import type { TabDocument } from '../browser/tabs.ts';
import { failure } from '../net/http.ts';
import type { Ports } from './ports.ts';

/** Who makes a request: a connection of the background's own, or the tab's content script, over those of its window. */
export type Carrier = 'background' | 'tab';

/** One look at a site: whose document asks for it, in which form, and whether the user asked for this page. */
export type SiteRequest = TabDocument & {
  readonly origin: string;
  /** Null where only the answer will tell. */
  readonly adapter: AdapterId | null;
  /** The end of the page's connection, as far as it was seen. */
  readonly connection: ConnectionEnd | null;
  readonly clicked: boolean;
  /** `second`: over the page's own connection, whoever carried the first. */
  readonly request: 'first' | 'second';
  readonly signal: AbortSignal;
};

/** What came of it, and (asked for only where it matters) what was seen of the connection that brought it. */
export type AskedSite = ({ readonly replies: Replies } | { readonly problem: Problem }) & {
  readonly nonce: Uint8Array;
  observed(): Promise<ChannelObservation>;
};

/**
 * The only way in which any site is asked for evidence. Leave is looked up every time, because the user may have withdrawn
 * it since the check began; a nonce is never used twice.
 * @returns null when the site may not be asked
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
  // The first names the nonce where any does: it stands for all of them, which are answered by one service.
  const watched = first === undefined ? null : ports.site.watch(fromTab ? tabId : null, first.url);
  const credentials = request === 'first' ? 'omit' : 'same-origin';
  const send = (one: EvidenceRequest): Promise<SiteAnswer> =>
    fromTab ? ports.site.carryAnswer({ tabId, documentId }, one, credentials) : ports.site.fetchAnswer(one, signal);
  const answers = await Promise.all(
    requests.map(async (one) => ((await mayAsk(ports, origin, one, fromTab)) ? await send(one) : notCarried(one))),
  );
  signal.throwIfAborted();
  const observed = (): Promise<ChannelObservation> =>
    watched?.observed() ?? Promise.resolve({ kind: 'unobserved', because: 'no-request-seen' });
  return { ...repliesOf(adapter, requests, answers), nonce, observed };
}

/** A gateway, or a port of its own, is another origin: a tab cannot ask it, and the background where it has leave for it, too. */
async function mayAsk({ browser }: Ports, origin: string, { url }: EvidenceRequest, fromTab: boolean): Promise<boolean> {
  const asked = new URL(url).origin;
  return asked === origin || (!fromTab && (await browser.mayCheck(asked)));
}

const notCarried = ({ url }: EvidenceRequest): SiteAnswer => ({ problem: failure({ url, fault: 'site' }, 'net.not-carried') });

/**
 * Who may ask this site for a tab, null for nobody. The background only where it holds the permission for the host
 * (otherwise browsers add its own origin to the request, in Firefox a number that names this profile) and where the tab
 * lives on the same connections as it does: one background serves Firefox's private windows and containers too, and would
 * tie them to the ordinary ones, on the wire and on the disk.
 */
export async function carrierFor(
  { browser }: Ports,
  { tabId, origin, clicked }: Pick<SiteRequest, 'tabId' | 'origin' | 'clicked'>,
): Promise<Carrier | null> {
  const [allowed, tab] = await Promise.all([browser.mayCheck(origin), browser.tab(tabId)]);
  if (!allowed && !clicked) return null;
  return allowed && tab?.sharesConnections === true ? 'background' : 'tab';
}
