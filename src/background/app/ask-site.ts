import type { ChannelObservation } from '../../verifier/index.ts';
import { attestationUrl } from '../../verifier/protocol/index.ts';
import type { SiteAnswer } from '../discovery/well-known.ts';
import type { TabDocument } from '../browser/tabs.ts';
import type { Ports } from './ports.ts';

/** Who makes a request: a connection of the background's own, or the tab's content script, over those of its window. */
export type Carrier = 'background' | 'tab';

/** One look at a site: whose document asks for it, and whether the user asked for this page. */
export type SiteRequest = TabDocument & {
  readonly origin: string;
  readonly clicked: boolean;
  /** `second`: over the page's own connection, whoever carried the first. */
  readonly request: 'first' | 'second';
  readonly signal: AbortSignal;
};

/** What came of it, and (asked for only where it matters) what was seen of the connection that brought it. */
export type Asked = SiteAnswer & {
  readonly nonce: Uint8Array;
  observed(): Promise<ChannelObservation>;
};

/**
 * The only way in which any site is asked for evidence. Leave is looked up every time, because the user may have withdrawn
 * it since the check began; a nonce is never used twice.
 * @returns null when the site may not be asked
 */
export async function askSite(
  ports: Ports,
  { tabId, documentId, origin, clicked, request, signal }: SiteRequest,
): Promise<Asked | null> {
  const carrier = await carrierFor(ports, { tabId, origin, clicked });
  signal.throwIfAborted();
  if (carrier === null) return null;
  const nonce = ports.random(32);
  const url = attestationUrl(origin, nonce);
  const fromTab = carrier === 'tab' || request === 'second';
  const watched = ports.site.watch(fromTab ? tabId : null, url);
  const answer = fromTab
    ? await ports.site.carryDocument({ tabId, documentId }, url, request === 'first' ? 'omit' : 'same-origin')
    : await ports.site.fetchDocument(url, signal);
  signal.throwIfAborted();
  return { ...answer, nonce, observed: () => watched.observed() };
}

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
