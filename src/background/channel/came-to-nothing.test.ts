// Covers: navigation.ts, event.ts
import { describe, expect, it } from 'vitest';
import {
  ORDERS,
  type Order,
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
  leaf,
  of,
  request,
  response,
  sent,
} from '../testing/navigation.ts';
import type { NavigationEvent } from './event.ts';
import { correlateNavigations } from './navigation.ts';

describe('a navigation that comes to nothing', () => {
  const last = (events: readonly NavigationEvent[], order: Order) => {
    const navigations = correlateNavigations(order);
    return events.map((event) => navigations.see(event)).at(-1) ?? null;
  };
  const nothing = { at: 'came-to-nothing', tabId: TAB };
  const SAVED = 'https://enclave.test/saved';
  const ended = (url = PAGE): NavigationEvent => ({ kind: 'navigate-over', tabId: TAB, url });

  it('is reported for one that was given up', () => {
    expect(last([begin(), request(), failed()], 'strict')).toEqual(nothing);
    expect(last([begin(), request(), { kind: 'request-failed', ...of('r1') }, failed()], 'loose')).toEqual(nothing);
    expect(last([begin(), failed()], 'loose')).toEqual(nothing);
    expect(last([begin(), request(), failed(), { kind: 'request-failed', ...of('r1') }], 'loose')).toEqual(nothing);
  });

  it('is not reported in Firefox while its request continues in another process', () => {
    expect(last([begin(), request(), headers(), failed()], 'loose')).toBeNull();
  });

  it('is reported in Firefox for one that ends before any commit, and its request counts for nothing', () => {
    const download = [...good, commit(), begin(SAVED), request('r2', SAVED), headers({ requestId: 'r2', url: SAVED })];
    expect(last([...download, ended(SAVED)], 'loose')).toEqual(nothing);
    const next = [ended(SAVED), response(false, 200, 'r2', SAVED), begin(SAVED), commit({ url: SAVED, documentId: 'D2' })];
    expect(because(after([...download, certificate(leaf, 'r2', SAVED), ...next], 'loose'))).toBe('no-request-seen');
    expect(because(after([...download, ended(SAVED), commit({ url: SAVED, documentId: 'D2' })], 'loose'))).toBe(
      'started-before-us',
    );
  });

  it('is not reported for the load of the document that is shown', () => {
    expect(last([...good, commit(), ended()], 'loose')).toBeNull();
    expect(last([...good, commit(), begin(SAVED), ended()], 'loose')).toBeNull();
    expect(last([...good, ended()], 'strict')).toBeNull();
  });

  it('that ends at the address of the document shown takes its request with it', () => {
    const again = [begin(), request('r2'), headers({ requestId: 'r2' }), certificate(leaf, 'r2'), response(false, 200, 'r2')];
    expect(because(after([...good, commit(), ...again, ended(), commit({ documentId: 'D2' })], 'loose'))).toBe('no-request-seen');
  });
});

describe('an address that cannot be loaded', () => {
  const elsewhere = 'https://nowhere.test/';
  const error = failed({ url: elsewhere, documentId: 'E1', aborted: false });

  it('in Chromium is a document of its own without a commit, and no page of the site', () => {
    const arrival = after([...good, commit(), begin(elsewhere), request('r2', elsewhere), error], 'strict');
    expect(arrival).toMatchObject({ url: elsewhere, documentId: 'E1', notLoaded: true, links: [], restored: false });
    expect(because(arrival)).toBe('no-request-seen');
  });

  it('in Chromium may be a document that was already shown and broke off, which stays', () => {
    const broken = failed({ documentId: 'D1', aborted: false });
    const navigations = correlateNavigations('strict');
    const outcomes = [...good, commit(), broken].map((event) => navigations.see(event));
    expect(outcomes.at(-1)).toEqual({ at: 'came-to-nothing', tabId: TAB });
  });

  it('in Chromium is left to the browser to decide where nobody saw what was shown before', () => {
    expect(correlateNavigations('strict').see(error)).toEqual({ at: 'came-to-nothing', tabId: TAB });
  });

  it('in Firefox commits like any page, after the failure', () => {
    const events = [...good, commit(), begin(elsewhere), failed({ url: elsewhere, documentId: 'D9', aborted: false })];
    const shown = commit({ url: elsewhere, documentId: 'E1' });
    expect(after([...events, shown], 'loose')).toMatchObject({ notLoaded: true, documentId: 'E1' });
    expect(after([...events, begin(), ...good.slice(1), commit({ documentId: 'D2' })], 'loose').notLoaded).toBe(false);
  });

  describe('in Firefox, where a redirect led to it,', () => {
    const MIDDLE = 'https://enclave.test/middle';
    const redirect = (url: string, to: string): NavigationEvent => ({ kind: 'redirect', to, ...of('r1', url) });
    const led = [begin(), request(), redirect(PAGE, MIDDLE), redirect(MIDDLE, elsewhere)];
    const broken = failed({ url: elsewhere, aborted: false });
    const message = commit({ url: elsewhere, documentId: 'E1' });

    it.each<[string, readonly NavigationEvent[]]>([
      ['alone', [broken]],
      ['after the end of its request', [{ kind: 'request-failed', ...of('r1', elsewhere) }, broken]],
    ])('commits like any page, after the failure, and is no page of the site: told %s', (_, told) => {
      expect(after([...led, ...told, message], 'loose')).toMatchObject({ notLoaded: true, begun: true });
    });

    it('is a page of the site if what failed was where the way began or passed', () => {
      for (const url of [PAGE, MIDDLE])
        expect(after([...led, failed({ url, aborted: false }), message], 'loose').notLoaded).toBe(false);
    });

    it('leaves nothing behind for the next document', () => {
      expect(after([...led, broken, message, commit({ documentId: 'D2' })], 'loose')).toMatchObject({
        notLoaded: false,
        begun: false,
      });
      expect(after([...led, begin(), broken, message], 'loose').notLoaded).toBe(false);
    });

    it('is not what a prefetch was redirected to', () => {
      const ahead = [begin(), sent('r1', true), redirect(PAGE, elsewhere)];
      expect(after([...ahead, broken, message], 'loose').notLoaded).toBe(false);
    });
  });

  it('in Firefox takes nothing from what had been loaded of it', () => {
    const before = [...good, failed({ aborted: false }), commit()];
    expect(because(after(before, 'loose'))).toBe('no-request-seen');
  });

  it('in Firefox, told before a page that came first at its address, leaves a message of which nobody knows how it came', () => {
    // As a background hears it that was woken by both: every beginning, every failure, then every document.
    const woken = [begin(), begin(), failed({ aborted: false }), commit({ documentId: 'D2' })];
    expect(after(woken, 'loose').notLoaded).toBe(true);
    const message = after([...woken, commit({ documentId: 'E1' })], 'loose');
    expect(message).toMatchObject({ begun: false, links: [], leaf: null, signed: null });
    expect(because(message)).toBe('started-before-us');
  });

  it('leaves nothing behind for the next address', () => {
    const next = [begin(), ...good.slice(1), commit({ documentId: 'D2' })];
    for (const order of ORDERS) expect(after([begin(elsewhere), error, ...next], order)).toMatchObject({ notLoaded: false });
    for (const order of ORDERS) expect(because(after([begin(elsewhere), error, ...next], order))).toBe('observed');
  });
});

describe('the back button in Firefox', () => {
  it('brings a page of which nobody knows whether its request was for it: that may be one that was given up', () => {
    const own = [begin(), request(), headers({ fromCache: false }), certificate(), begin()];
    for (const documentId of ['D9', null])
      for (const events of [own, [begin(), ...good.slice(1), begin()], [...good, begin()], good])
        expect(because(after([...events, commit({ documentId, fromHistory: true })], 'loose'))).toBe('ambiguous');
  });

  it('brings a page whose key is seen when it is loaded again', () => {
    const again = [begin(), request('r2'), headers({ requestId: 'r2', fromCache: false }), certificate(leaf, 'r2')];
    const back = [...good, commit({ documentId: 'D9', fromHistory: true })];
    expect(because(after([...back, ...again, commit({ documentId: 'D10' })], 'loose'))).toBe('observed');
  });
});

describe('what a tab makes us keep', () => {
  it('is bounded: the oldest document is forgotten first', () => {
    const navigations = correlateNavigations('strict');
    const visit = (documentId: string) => {
      navigations.see(begin());
      return navigations.see(commit({ documentId, fromHistory: true }));
    };
    for (let number = 0; number <= 100; number += 1) visit(`D${String(number)}`);
    for (const event of good) navigations.see(event);
    const oldest = navigations.see(commit({ documentId: 'D0', fromHistory: true }));
    expect(oldest?.at === 'arrived' ? oldest.arrival.restored : null).toBe(false);
    for (const event of good) navigations.see(event);
    const newer = navigations.see(commit({ documentId: 'D2', fromHistory: true }));
    expect(newer?.at === 'arrived' ? newer.arrival.restored : null).toBe(true);
  });

  it('an address that was prefetched counts as such until it was used, for every document of the tab', () => {
    const ahead = 'https://enclave.test/next';
    const there = (id: string): readonly NavigationEvent[] => [
      begin(ahead),
      request(id, ahead),
      headers({ requestId: id, url: ahead }),
      certificate(leaf, id, ahead),
      response(false, 200, id, ahead),
    ];
    const prefetch = [request('p', ahead), sent('p', true, ahead)];
    const visits = [...good, commit(), ...prefetch, ...good, commit({ documentId: 'D2' })];
    expect(because(after([...visits, ...there('r2'), commit({ url: ahead, documentId: 'D3' })], 'strict'))).toBe('prerendered');
    const used = [
      ...there('r2'),
      commit({ url: ahead, documentId: 'D3' }),
      ...there('r3'),
      commit({ url: ahead, documentId: 'D4' }),
    ];
    expect(because(after([...visits, ...used], 'strict'))).toBe('observed');
  });
});
