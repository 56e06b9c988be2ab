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
  of,
  request,
  response,
  sent,
} from '../testing/navigation.ts';
import { newRequest, note } from './request.ts';

describe.each(ORDERS)('an answer (%s)', (order) => {
  it.each([{ attachment: true }, { status: 204 }, { status: 205 }])('that is no document (%o) speaks for none', (how) => {
    const events = [begin(), request(), headers(how), certificate(), response(false, how.status ?? 200), commit()];
    expect(because(after(events, order))).toBe('no-request-seen');
  });

  it('that has not come announces nothing', () => {
    expect(after([begin(), request(), commit()], order).links).toEqual([]);
    expect(after([begin(), sent(), commit()], order).links).toEqual([]);
  });
});

it('what had come before a way back in the history began has nothing to do with the page that is shown again', () => {
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
