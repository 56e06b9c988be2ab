// Covers: navigation.ts, observation.ts
import { describe, expect, it } from 'vitest';
import {
  ORDERS,
  PAGE,
  after,
  because,
  begin,
  certificate,
  commit,
  good,
  headers,
  leaf,
  of,
  request,
  response,
  sent,
} from '../testing/navigation.ts';
import type { NavigationEvent } from './event.ts';

describe.each(ORDERS)('a request speaks for one document at most (%s)', (order) => {
  const saved = (more: Partial<Extract<NavigationEvent, { kind: 'headers' }>> = {}): readonly NavigationEvent[] => [
    begin(),
    request(),
    sent(),
    headers(more),
    certificate(),
    response(false, more.status ?? 200),
  ];
  const back = (documentId = 'D0'): readonly NavigationEvent[] => [begin(), commit({ fromHistory: true, documentId })];

  it('a stored response does not speak for a page restored from memory', () => {
    for (const how of [{ attachment: true }, { status: 204 }, { status: 205 }, {}])
      expect(because(after([...saved(how), ...back()], order))).not.toBe('observed');
  });

  it('a document that was shown before is that document, whatever requests there are', () => {
    const arrival = after([...good, commit({ documentId: 'D0' }), ...good, ...back().slice(1)], order);
    expect(arrival).toMatchObject({ restored: true, links: [] });
    expect(because(arrival)).toBe('from-bfcache');
  });

  it('what came with one document does not speak for the next at the same address', () => {
    const again = [...good, commit(), begin(), commit({ documentId: 'D2' })];
    expect(because(after(again, order))).toBe('no-request-seen');
  });

  it('late reports about a request do not disturb the next document', () => {
    const late = [certificate(), response(), { kind: 'request-failed', ...of('r1') } as const];
    const again = [begin(), request('r2'), headers({ requestId: 'r2' }), certificate(leaf, 'r2'), response(false, 200, 'r2')];
    expect(because(after([...good, commit(), ...late, ...again, commit({ documentId: 'D2' })], order))).toBe('observed');
  });

  it('nothing is concluded from requests that were in progress when the listeners were renewed', () => {
    expect(because(after([...good, { kind: 'listeners-renewed' }, commit()], order))).toBe('started-before-us');
  });

  it('one whose body has another status than its headers proves nothing', () => {
    expect(because(after([begin(), request(), headers(), certificate(), response(false, 203), commit()], order))).toBe(
      'ambiguous',
    );
  });
});

describe.each(ORDERS)('of several responses to one request the last counts (%s)', (order) => {
  const challenged = [begin(), request(), sent(), headers({ answer: 1, status: 401 }), certificate()];

  it('the certificate of a challenge does not speak for the page that follows on another connection', () => {
    const events = [...challenged, sent(), headers({ answer: 2, fromCache: false }), response(), commit()];
    expect(because(after(events, order))).not.toBe('observed');
  });

  it('nor does one that comes late', () => {
    const events = [begin(), request(), headers({ answer: 1 }), headers({ answer: 2, fromCache: false })];
    expect(because(after([...events, certificate(leaf, 'r1', PAGE, 1), response(), commit()], order))).toBe('browser-cannot-see');
    const both = [certificate({ kind: 'not-validated', der: null }, 'r1', PAGE, 2), certificate(leaf, 'r1', PAGE, 1)];
    expect(because(after([...events, ...both, response(), commit()], order))).toBe('chain-not-validated');
  });

  it('a certificate that comes before the headers of its own response counts', () => {
    const events = [begin(), request(), certificate(leaf, 'r1', PAGE, 7), headers({ answer: 7 }), response(), commit()];
    expect(because(after(events, order))).toBe('observed');
  });

  it('whether the first response was cached or announced something is irrelevant for the second', () => {
    const first = headers({ answer: 1, fromCache: true, links: ['</.well-known/attestation>; rel=attestation'] });
    const second = [headers({ answer: 2, fromCache: null }), certificate(leaf, 'r1', PAGE, 2)];
    expect(because(after([begin(), request(), first, ...second, response(), commit()], order))).toBe('observed');
    expect(after([begin(), request(), first, ...second, response(), commit()], order).links).toEqual([]);
  });

  it('a new beginning forgets what was answered before', () => {
    const events = [...good.slice(0, -1), request(), response(), commit()];
    expect(because(after(events, order))).toBe('no-request-seen');
  });
});

it('in Chromium a challenge allows no conclusion: the response that follows is not reported', () => {
  const events = [begin(), request(), headers({ status: 401 }), certificate(), response(false, 401), commit()];
  expect(because(after(events, 'strict'))).toBe('ambiguous');
  expect(because(after(events, 'loose'))).toBe('observed');
});
