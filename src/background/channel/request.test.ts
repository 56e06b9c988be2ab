import { describe, expect, it } from 'vitest';
import {
  ORDERS,
  PAGE,
  after,
  because,
  begin,
  certificate,
  commit,
  headers,
  leaf,
  of,
  request,
  response,
  sent,
} from '../testing/navigation.ts';
import type { CertificateView } from './event.ts';
import { newRequest, note } from './request.ts';

describe.each(ORDERS)('a response (%s)', (order) => {
  it.each([{ attachment: true }, { status: 204 }, { status: 205 }])('that is no document (%o) speaks for none', (how) => {
    const events = [begin(), request(), headers(how), certificate(), response(false, how.status ?? 200), commit()];
    expect(because(after(events, order))).toBe('no-request-seen');
  });

  it('that has not arrived announces nothing', () => {
    expect(after([begin(), request(), commit()], order).links).toEqual([]);
    expect(after([begin(), sent(), commit()], order).links).toEqual([]);
  });
});

it('from before a history navigation began has nothing to do with the page that is shown again', () => {
  const saved = [begin(), request(), headers({ fromCache: false }), certificate()];
  const back = [begin(), commit({ fromHistory: true, documentId: 'D0' })];
  expect(because(after([...saved, response(), ...back], 'loose'))).toBe('ambiguous');
});

it('a request that failed speaks for nothing', () => {
  const one = newRequest('r1', PAGE, true);
  expect(one).toMatchObject({ void: false, links: [] });
  note(one, { kind: 'request-failed', ...of('r1') });
  expect(one).toMatchObject({ void: true });
});

describe('what may show that a site attests itself', () => {
  const events = (view: CertificateView) => [
    begin(),
    request(),
    headers({ fields: ['date', 'tinfoil-pt'] }),
    certificate(view),
    response(),
    commit(),
  ];

  it.each(ORDERS)('comes with the document: the names of its fields, and its certificate (%s)', (order) => {
    const arrival = after(events(leaf), order);
    expect(arrival.fields).toEqual(['date', 'tinfoil-pt']);
    expect(arrival.leaf).toEqual(leaf.kind === 'leaf' ? leaf.der : null);
  });

  it('may also be in an unvalidated certificate, which says nothing about the channel', () => {
    const arrival = after(events({ kind: 'not-validated', der: Uint8Array.of(1) }));
    expect(arrival.leaf).toEqual(Uint8Array.of(1));
    expect(because(arrival)).toBe('chain-not-validated');
    expect(after(events({ kind: 'unknown' })).leaf).toBeNull();
    expect(after(events({ kind: 'unread' })).leaf).toBeNull();
  });

  it('does not come from an earlier response to the same request', () => {
    const arrival = after([
      begin(),
      request(),
      headers({ status: 302, fields: ['tinfoil-pt'] }),
      certificate(leaf),
      { kind: 'redirect', to: PAGE, ...of('r1') },
      headers({ answer: 2 }),
      response(),
      commit(),
    ]);
    expect([arrival.fields, arrival.leaf]).toEqual([[], null]);
  });
});
