import { describe, expect, it } from 'vitest';
import { toHex, type UnobservedReason } from '../../verifier/index.ts';
import {
  ORDERS,
  PAGE,
  TAB,
  after,
  because,
  begin,
  certificate,
  commit,
  failed,
  good,
  headers,
  key,
  leaf,
  of,
  request,
  response,
  sent,
} from '../testing/navigation.ts';
import type { NavigationEvent } from './event.ts';
import { correlateNavigations } from './navigation.ts';

describe.each(ORDERS)('a navigation (%s)', (order) => {
  it('ties a document to the certificate of the one response that it came from', () => {
    const arrival = after([...good, commit()], order);
    expect(arrival.channel).toMatchObject({ kind: 'observed', confirmed: false, locallyInstalledRoot: null });
    expect(arrival.channel.kind === 'observed' ? toHex(arrival.channel.spki) : '').toBe(toHex(key.spki));
    expect(arrival).toMatchObject({ tabId: TAB, url: PAGE, documentId: 'D1', begun: true, restored: false });
  });

  it('ignores the fragment, which requests never carry', () => {
    expect(because(after([begin(`${PAGE}#part`), ...good.slice(1), commit({ url: `${PAGE}#part` })], order))).toBe('observed');
  });

  it('follows redirects of the same request, and drops what they announced', () => {
    const there = 'https://enclave.test/there';
    const events = [
      begin(),
      request(),
      headers({ status: 302, links: ['</.well-known/attestation>; rel=attestation'] }),
      certificate({ kind: 'unknown' }),
      { kind: 'redirect', to: there, ...of('r1') } as const,
      request('r1', there),
      headers({ url: there }),
      certificate(leaf, 'r1', there),
      response(false, 200, 'r1', there),
      commit({ url: there }),
    ];
    const arrival = after(events, order);
    expect(because(arrival)).toBe('observed');
    expect(arrival.links).toEqual([]);
  });

  it('hears only the announcement of the response that became the document', () => {
    const links = ['</.well-known/attestation>; rel=attestation'];
    expect(after([begin(), request(), headers({ links }), certificate(), response(), commit()], order).links).toEqual(links);
    expect(after([begin(), request(), headers({ links }), commit({ url: 'https://other.test/' })], order).links).toEqual([]);
  });

  it.each<[string, UnobservedReason, readonly NavigationEvent[]]>([
    ['whose beginning was not seen', 'started-before-us', [...good.slice(1), commit()]],
    ['of which nothing but the end was seen', 'started-before-us', [commit()]],
    ['without a request', 'no-request-seen', [begin(), commit()]],
    ['whose request has not been answered', 'no-request-seen', [begin(), request(), commit()]],
    ['whose request failed', 'no-request-seen', [...good, { kind: 'request-failed', ...of('r1') }, commit()]],
    ['with two requests', 'ambiguous', [...good, request('r2'), commit()]],
    ['that commits another address', 'ambiguous', [...good, commit({ url: 'https://enclave.test/other' })]],
    ['of which nobody said whether it was cached', 'ambiguous', [begin(), request(), headers(), certificate(), commit()]],
    ['out of the cache', 'from-cache', [begin(), request(), headers(), certificate(), response(true), commit()]],
    [
      'out of the cache, said with the headers',
      'from-cache',
      [begin(), request(), headers({ fromCache: true }), certificate(), commit()],
    ],
    [
      'that was revalidated, though the answer came over the network',
      'from-cache',
      [begin(), request(), headers({ status: 304, fromCache: false }), headers({ fromCache: false }), certificate(), commit()],
    ],
    ['with a 304 when it starts', 'from-cache', [begin(), request(), headers(), certificate(), response(false, 304), commit()]],
    [
      'that a service worker let pass',
      'service-worker',
      [
        begin(),
        request(),
        { kind: 'redirect', to: PAGE, ...of('r1') },
        request(),
        headers(),
        certificate(),
        response(),
        commit(),
      ],
    ],
    [
      'that was a prefetch',
      'no-request-seen',
      [begin(), request(), sent('r1', true), headers(), certificate(), response(), commit()],
    ],
    ['without a certificate', 'browser-cannot-see', [begin(), request(), headers(), response(), commit()]],
    ['with a certificate that says nothing', 'browser-cannot-see', [...good, certificate({ kind: 'unknown' }), commit()]],
    ['whose certificate was left unread', 'not-read', [...good, certificate({ kind: 'unread' }), commit()]],
    [
      'over a chain that was overridden',
      'chain-not-validated',
      [...good, certificate({ kind: 'not-validated', der: null }), commit()],
    ],
    [
      'with a certificate that cannot be read',
      'chain-not-validated',
      [...good, certificate({ kind: 'leaf', der: Uint8Array.of(0x30, 0x80), locallyInstalledRoot: null }), commit()],
    ],
  ])('earns nothing for a document %s', (_, reason, events) => {
    expect(because(after(events, order))).toBe(reason);
  });

  it('earns nothing for a prefetched page, even when its request is shown again', () => {
    const ahead = 'https://enclave.test/next';
    const events = [
      ...good,
      commit(),
      request('p1', ahead),
      sent('p1', true, ahead),
      headers({ requestId: 'p1', url: ahead }),
      certificate(leaf, 'p1', ahead),
      begin(ahead),
      request('r2', ahead),
      headers({ requestId: 'r2', url: ahead }),
      certificate(leaf, 'r2', ahead),
      response(false, 200, 'r2', ahead),
      commit({ url: ahead, documentId: 'D2' }),
    ];
    expect(because(after(events, order))).toBe('prerendered');
  });

  it('gives nothing for a prerendered page until it is shown, and then nothing favourable', () => {
    const navigations = correlateNavigations(order);
    expect(navigations.see(commit({ prerender: true, documentId: 'P1' }))).toBeNull();
    for (const event of good) navigations.see(event);
    const shown = navigations.see(commit({ documentId: 'P1' }));
    expect(shown?.at === 'arrived' ? because(shown.arrival) : null).toBe('prerendered');
  });

  it('reports that a document was restored, so that what was seen of it can be looked up', () => {
    const arrival = after([begin(), commit({ fromHistory: true, documentId: 'D0' })], order);
    expect(arrival).toMatchObject({ restored: true, documentId: 'D0' });
    expect(because(arrival)).toBe('from-bfcache');
  });

  it('does not report that for a history entry that was reloaded', () => {
    expect(after([...good, commit({ fromHistory: true })], order)).toMatchObject({ restored: false });
    expect(because(after([...good, commit({ fromHistory: true })], order))).toBe(order === 'strict' ? 'observed' : 'ambiguous');
  });

  it('takes nothing from one navigation into the next', () => {
    expect(because(after([...good, commit(), begin(), commit({ documentId: 'D2' })], order))).toBe('no-request-seen');
    expect(because(after([...good, commit(), commit({ documentId: 'D2' })], order))).toBe('started-before-us');
  });

  it('takes nothing from one tab into another', () => {
    const elsewhere = commit();
    expect(because(after([...good, begin(), { ...elsewhere, tabId: TAB + 1 } as NavigationEvent], order))).toBe(
      'started-before-us',
    );
  });

  it('forgets a closed tab', () => {
    expect(because(after([...good, { kind: 'gone', tabId: TAB }, commit()], order))).toBe('started-before-us');
  });

  it("lets a new tab's empty document pass while its first page is loading", () => {
    const events = [begin(), commit({ url: 'about:blank', documentId: 'D0' }), ...good.slice(1), commit()];
    expect(because(after(events, order))).toBe('observed');
  });

  it('continues with the navigation when an earlier one is abandoned', () => {
    const other = 'https://other.test/';
    const events = [begin(other), request('r0', other), begin(), { kind: 'request-failed', ...of('r0', other) } as const];
    expect(because(after([...events, ...good.slice(1), commit()], order))).toBe('observed');
  });
});

describe('the order of events', () => {
  it('is required of Chromium: a request before its navigation does not count', () => {
    const events = [request(), begin(), headers(), certificate(), response(), commit()];
    expect(because(after([request(), headers(), certificate(), response(), begin(), commit()], 'strict'))).toBe(
      'no-request-seen',
    );
    expect(because(after(events, 'strict'))).toBe('started-before-us');
    expect(because(after(events, 'loose'))).toBe('observed');
  });

  it('is loose in Firefox, where a navigation may be reported twice around its headers', () => {
    const twice = [begin(), request(), headers({ fromCache: false }), certificate(), failed()];
    expect(because(after([...twice, begin(), commit()], 'loose'))).toBe('observed');
  });

  it('keeps nothing of a request for another address, even in Firefox', () => {
    const elsewhere = 'https://enclave.test/elsewhere';
    expect(because(after([...good, begin(elsewhere), commit({ url: elsewhere })], 'loose'))).toBe('no-request-seen');
  });
});
