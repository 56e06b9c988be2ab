import type { UnobservedReason } from '../../verifier/index.ts';
import { selfSigned } from '../../verifier/testing/authority.ts';
import { p256Key } from '../../verifier/testing/keys.ts';
import type { CertificateView, NavigationEvent } from '../channel/event.ts';
import { correlateNavigations, type Arrival } from '../channel/navigation.ts';

export const TAB = 7;
export const PAGE = 'https://enclave.test/page';
export const key = p256Key('tls');
export const leaf: CertificateView = {
  kind: 'leaf',
  der: selfSigned({ subject: 'enclave.test', key }).certificate,
  locallyInstalledRoot: null,
};

export type Order = 'strict' | 'loose';
export const ORDERS: readonly Order[] = ['strict', 'loose'];

export const of = (requestId: string, url = PAGE) => ({ tabId: TAB, requestId, url });
export const begin = (url = PAGE): NavigationEvent => ({ kind: 'before-navigate', tabId: TAB, url });
export const request = (id = 'r1', url = PAGE): NavigationEvent => ({ kind: 'request', ...of(id, url) });
export const sent = (id = 'r1', speculative = false, url = PAGE): NavigationEvent => ({
  kind: 'sent',
  speculative,
  ...of(id, url),
});
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
export const certificate = (view: CertificateView = leaf, id = 'r1', url = PAGE, answer = 1): NavigationEvent => ({
  kind: 'certificate',
  answer,
  view,
  ...of(id, url),
});
export const response = (fromCache = false, status = 200, id = 'r1', url = PAGE): NavigationEvent => ({
  kind: 'response',
  fromCache,
  status,
  ...of(id, url),
});
export const commit = (more: Partial<Extract<NavigationEvent, { kind: 'committed' }>> = {}): NavigationEvent => ({
  kind: 'committed',
  tabId: TAB,
  url: PAGE,
  documentId: 'D1',
  prerender: false,
  fromHistory: false,
  ...more,
});
export const failed = (more: Partial<Extract<NavigationEvent, { kind: 'navigate-failed' }>> = {}): NavigationEvent => ({
  kind: 'navigate-failed',
  tabId: TAB,
  url: PAGE,
  documentId: null,
  aborted: true,
  ...more,
});
export const good: readonly NavigationEvent[] = [begin(), request(), sent(), headers(), certificate(), response()];

/** The outcome of the last event, after all the others. */
export function after(events: readonly NavigationEvent[], order: Order = 'strict'): Arrival {
  const navigations = correlateNavigations(order);
  const last = events.map((event) => navigations.see(event)).at(-1);
  if (last?.at !== 'arrived') throw new Error('nothing arrived');
  return last.arrival;
}

export const because = ({ channel }: Arrival): UnobservedReason | 'observed' =>
  channel.kind === 'observed' ? 'observed' : channel.because;
