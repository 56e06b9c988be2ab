import type { UnobservedReason } from '../../verifier/index.ts';
import { selfSigned } from '../../verifier/testing/authority.ts';
import { p256Key } from '../../verifier/testing/keys.ts';
import type { CertificateView, NavigationEvent } from '../channel/event.ts';
import { correlateNavigations, type Arrival } from '../channel/navigation.ts';

/** The tab of every event, unless it says otherwise. */
export const TAB = 7;

/** The address of every event, unless it says otherwise. */
export const PAGE = 'https://enclave.test/page';

/** The site's TLS key. */
export const key = p256Key('tls');

/** Its certificate as Firefox shows it. */
export const leaf: CertificateView = {
  kind: 'leaf',
  der: selfSigned({ subject: 'enclave.test', key }).certificate,
  locallyInstalledRoot: null,
};

/** Whether a browser reports in the documented order, or events may overtake each other. */
export type Order = 'strict' | 'loose';

/** Both, for tests that hold in either. */
export const ORDERS: readonly Order[] = ['strict', 'loose'];

/** The members that name a request. */
export const of = (requestId: string, url = PAGE) => ({ tabId: TAB, requestId, url });

/** A navigation begins. */
export const begin = (url = PAGE): NavigationEvent => ({ kind: 'before-navigate', tabId: TAB, url });

/** Its request begins. */
export const request = (id = 'r1', url = PAGE): NavigationEvent => ({ kind: 'request', ...of(id, url) });

/** Its request leaves. @param speculative by prefetch or prerender */
export const sent = (id = 'r1', speculative = false, url = PAGE): NavigationEvent => ({
  kind: 'sent',
  speculative,
  ...of(id, url),
});

/** Its response's headers arrive. */
export const headers = (more: Partial<Extract<NavigationEvent, { kind: 'headers' }>> = {}): NavigationEvent => ({
  kind: 'headers',
  answer: 1,
  status: 200,
  fromCache: null,
  links: [],
  fields: [],
  signed: null,
  attachment: false,
  ...of('r1'),
  ...more,
});

/** The certificate of the connection becomes visible. @param answer of which of the request's responses */
export const certificate = (view: CertificateView = leaf, id = 'r1', url = PAGE, answer = 1): NavigationEvent => ({
  kind: 'certificate',
  answer,
  view,
  ...of(id, url),
});

/** The response is complete in its headers. @param fromCache it came from the HTTP cache */
export const response = (fromCache = false, status = 200, id = 'r1', url = PAGE): NavigationEvent => ({
  kind: 'response',
  fromCache,
  status,
  ...of(id, url),
});

/** The tab shows the document. */
export const commit = (more: Partial<Extract<NavigationEvent, { kind: 'committed' }>> = {}): NavigationEvent => ({
  kind: 'committed',
  tabId: TAB,
  url: PAGE,
  documentId: 'D1',
  prerender: false,
  fromHistory: false,
  ...more,
});

/** The navigation ends without a document. */
export const failed = (more: Partial<Extract<NavigationEvent, { kind: 'navigate-failed' }>> = {}): NavigationEvent => ({
  kind: 'navigate-failed',
  tabId: TAB,
  url: PAGE,
  documentId: null,
  aborted: true,
  ...more,
});

/** Everything up to the commit of a page whose key was seen. */
export const good: readonly NavigationEvent[] = [begin(), request(), sent(), headers(), certificate(), response()];

/** The outcome of the last event, after all the others. */
export function after(events: readonly NavigationEvent[], order: Order = 'strict'): Arrival {
  const navigations = correlateNavigations(order);
  const last = events.map((event) => navigations.see(event)).at(-1);
  if (last?.at !== 'arrived') throw new Error('nothing arrived');
  return last.arrival;
}

/** Why the channel of an arrived document was not observed. */
export const because = ({ channel }: Arrival): UnobservedReason | 'observed' =>
  channel.kind === 'observed' ? 'observed' : channel.because;
