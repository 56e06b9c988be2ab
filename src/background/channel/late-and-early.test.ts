// Covers: navigation.ts, event.ts
import { describe, expect, it } from 'vitest';
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
  leaf,
  of,
  request,
  response,
  sent,
  type Order,
} from '../testing/navigation.ts';
import type { NavigationEvent } from './event.ts';
import { correlateNavigations, type Outcome } from './navigation.ts';

const NEXT = 'https://enclave.test/next';
const nothing = { at: 'came-to-nothing', tabId: TAB };
const again: readonly NavigationEvent[] = [
  request('r2'),
  headers({ requestId: 'r2' }),
  certificate(leaf, 'r2'),
  response(false, 200, 'r2'),
];
const next = (id = 'r2'): readonly NavigationEvent[] => [
  request(id, NEXT),
  headers({ requestId: id, url: NEXT }),
  certificate(leaf, id, NEXT),
  response(false, 200, id, NEXT),
];
const ended = (url = PAGE): NavigationEvent => ({ kind: 'navigate-over', tabId: TAB, url });
const redirect = (to: string): NavigationEvent => ({ kind: 'redirect', to, ...of('r1') });
/** A page that redirects to the next one. */
const redirected: readonly NavigationEvent[] = [begin(), request(), headers({ status: 302 }), redirect(NEXT), ...next('r1')];

function last(events: readonly NavigationEvent[], order: Order): Outcome | null {
  const navigations = correlateNavigations(order);
  return events.map((event) => navigations.see(event)).at(-1) ?? null;
}

describe.each(ORDERS)('one navigation ends with its document (%s)', (order) => {
  it('and the next document has none of its own, even without a request', () => {
    expect(because(after([begin(), commit(), commit({ documentId: 'D2' })], order))).toBe('started-before-us');
  });

  it('and one that was redirected ends there, with its request', () => {
    expect(because(after([...redirected, commit({ url: NEXT })], order))).toBe('observed');
    const two = [commit({ url: NEXT }), commit({ url: NEXT, documentId: 'D2' })];
    expect(because(after([...redirected, ...two], order))).toBe('started-before-us');
  });

  it('and nothing of it is left when its tab has closed', () => {
    const arrival = after([...good, commit(), { kind: 'gone', tabId: TAB }, ...good, commit()], order);
    expect(arrival).toMatchObject({ restored: false, channel: { kind: 'observed' } });
  });

  it('whose beginning was not seen, which is reported', () => {
    expect(after([...good.slice(1), commit()], order)).toMatchObject({
      begun: false,
      channel: { kind: 'unobserved', because: 'started-before-us' },
    });
  });

  it('which the browser does not name, and which is not mistaken for another without a name', () => {
    const arrival = after([...good, commit({ documentId: null }), ...good, commit({ documentId: null })], order);
    expect(arrival).toMatchObject({ restored: false, channel: { kind: 'observed' } });
    const prerendered = commit({ documentId: null, prerender: true });
    expect(because(after([prerendered, ...good, commit({ documentId: null })], order))).toBe('observed');
  });
});

describe.each(ORDERS)('late reports (%s)', (order) => {
  it.each([
    ['certificate', certificate()],
    ['response', response()],
  ])('of a request whose document has come is nothing: its %s', (_, late) => {
    expect(because(after([...good, commit(), late, begin(), ...again, commit({ documentId: 'D2' })], order))).toBe('observed');
  });

  it('of a request whose beginning was missed are heard, and its connection proves nothing', () => {
    expect(because(after([begin(), ...good.slice(3), commit()], order))).toBe('started-before-us');
    expect(because(after([begin(), redirect(NEXT), ...next('r1'), commit({ url: NEXT })], order))).toBe('started-before-us');
  });

  it('of a request whose beginning was missed are heard, and it may be a prefetch', () => {
    const ahead = [...good, commit(), sent('p', true, NEXT), begin(NEXT), ...next(), commit({ url: NEXT, documentId: 'D2' })];
    expect(because(after(ahead, order))).toBe('prerendered');
  });
});

describe('an earlier navigation that ends late', () => {
  it('in Chromium ends no later one', () => {
    const events = [begin(NEXT), begin(), failed({ url: NEXT }), ...good.slice(1), commit()];
    expect(because(after(events, 'strict'))).toBe('observed');
  });

  it('in Firefox does not make an error page of the next', () => {
    const events = [...good, failed({ url: NEXT, aborted: false }), commit()];
    expect(after(events, 'loose')).toMatchObject({ notLoaded: false, channel: { kind: 'observed' } });
    const other = [begin(NEXT), failed({ url: NEXT, aborted: false }), commit()];
    expect(after(other, 'loose').notLoaded).toBe(false);
  });

  it('in Firefox does so even after the next one made requests', () => {
    expect(last([begin(), request('r2', NEXT), failed()], 'loose')).toEqual(nothing);
  });

  it('in Firefox leaves the next one its request', () => {
    const events = [...good, commit(), ...again.slice(0, 2), ended(), begin(), ...again.slice(2), commit({ documentId: 'D2' })];
    expect(because(after(events, 'loose'))).toBe('observed');
  });

  it('in Firefox, unseen, leaves no request behind that was not for its document', () => {
    const unseen = [...next(), commit(), begin(NEXT), commit({ url: NEXT, documentId: 'D2' })];
    expect(because(after(unseen, 'loose'))).toBe('no-request-seen');
  });
});

describe('an abandoned navigation', () => {
  it('in Chromium has ended: a later commit was not begun by it', () => {
    expect(because(after([begin(), failed(), commit()], 'strict'))).toBe('started-before-us');
  });

  it('in Chromium has come to nothing, with or without a document’s name', () => {
    const shown = [...good, commit(), begin(NEXT)];
    expect(last([...shown, failed({ url: NEXT, documentId: 'E1', aborted: true })], 'strict')).toEqual(nothing);
    expect(last([...shown, failed({ url: NEXT, documentId: null, aborted: false })], 'strict')).toEqual(nothing);
  });

  it('in Chromium is not recognised by its request alone', () => {
    expect(last([begin(), request(), { kind: 'request-failed', ...of('r1') }], 'strict')).toBeNull();
  });

  it('in Firefox has come to nothing when none of its requests became a document', () => {
    expect(last([begin(), request(), headers({ attachment: true }), failed()], 'loose')).toEqual(nothing);
  });

  it('in Firefox has come to nothing when its address cannot be loaded', () => {
    expect(last([begin(), failed({ aborted: false })], 'loose')).toEqual(nothing);
  });

  it('in Firefox has come to nothing when it ends without a request, or at another address than it began', () => {
    expect(last([begin(NEXT), ended(NEXT)], 'loose')).toEqual(nothing);
    expect(last([...redirected, ended(NEXT)], 'loose')).toEqual(nothing);
  });
});

describe('the browser’s own error page', () => {
  it('in Chromium is a document whose beginning was seen', () => {
    const error = failed({ url: NEXT, documentId: 'E1', aborted: false });
    expect(after([...good, commit(), begin(NEXT), error], 'strict')).toMatchObject({ notLoaded: true, begun: true });
  });
});
