// Covers: navigation.ts, request.ts
import { describe, expect, it } from 'vitest';
import { PAGE, after, because, begin, certificate, commit, good, headers, of, response, sent } from '../testing/navigation.ts';

const links = ['</.well-known/attestation>; rel="attestation"'];

const answer = [headers({ fromCache: false }), certificate(), response()];

describe('in Firefox, which is not asked for the beginnings of requests', () => {
  it('a request begins when it is sent', () => {
    const events = [begin(), sent(), headers({ fromCache: false }), certificate(), response(), commit()];
    expect(because(after(events, 'loose'))).toBe('observed');
    // Chromium reports its beginning: without that, it was missed.
    expect(because(after(events, 'strict'))).toBe('started-before-us');
  });

  it('a request continues when a new tab’s empty document is reported after it', () => {
    const page = [...answer, commit()];
    expect(because(after([sent(), begin('about:blank'), begin(), ...page], 'loose'))).toBe('observed');
    // Nor is it used up when the empty document commits, whenever that and its beginning are reported.
    const empty = [begin('about:blank'), commit({ url: 'about:blank', documentId: 'D0' })] as const;
    for (const [when, events] of [
      ['after the request was sent', [sent(), ...empty, begin(), ...page]],
      ['around it', [empty[0], sent(), empty[1], begin(), ...page]],
      ['before the navigation to the page, which was reported first', [begin(), ...empty, sent(), ...page]],
      ['after the answer’s head', [sent(), ...answer.slice(0, 2), ...empty, begin(), ...answer.slice(2), commit()]],
      ['after its body began', [sent(), ...answer, ...empty, begin(), commit()]],
      ['around that', [sent(), empty[0], ...answer, empty[1], begin(), commit()]],
    ] as const)
      expect(because(after(events, 'loose')), when).toBe('observed');
  });

  it('a request is abandoned for an empty document that is not its tab’s first', () => {
    const later = [sent('r2'), begin('about:blank'), begin(), headers({ requestId: 'r2' }), commit({ documentId: 'D2' })];
    expect(because(after([...good, commit(), ...later], 'loose'))).toBe('started-before-us');
    const emptied = [begin('about:blank'), commit({ url: 'about:blank', documentId: 'D0' })] as const;
    const again = [...emptied, sent(), ...answer, begin('about:blank'), commit({ url: 'about:blank', documentId: 'D1' })];
    expect(because(after([...again, begin(), commit({ documentId: 'D2' })], 'loose'))).toBe('no-request-seen');
  });

  it('a page whose own request follows one that an empty document may have cut short is ambiguous', () => {
    const opened = [sent('r0'), headers({ requestId: 'r0', fromCache: false }), begin('about:blank')] as const;
    const empty = commit({ url: 'about:blank', documentId: 'D0' });
    expect(because(after([...opened, empty, begin(), sent(), ...answer, commit()], 'loose'))).toBe('ambiguous');
  });

  it('a page out of the history is not what an empty document may have cut short, even where nothing of its body came', () => {
    const answered = [sent(), headers({ fromCache: false }), certificate()] as const;
    const empty = [begin('about:blank'), commit({ url: 'about:blank', documentId: 'D0' })] as const;
    const back = commit({ documentId: 'D9', fromHistory: true });
    expect(because(after([...answered, ...empty, begin(), back], 'loose'))).toBe('ambiguous');
  });

  it('a request that its service worker handles sends nothing, and is recognised by that', () => {
    const taken = [begin(), { kind: 'redirect', to: PAGE, ...of('r1') } as const, commit()];
    expect(because(after(taken, 'loose'))).toBe('service-worker');
  });

  it('a request that is redirected before it is sent is not mistaken for one that a service worker handled', () => {
    const first = { kind: 'redirect', to: PAGE, ...of('r1', 'https://enclave.test/') } as const;
    expect(because(after([begin(), first, headers({ fromCache: false }), certificate(), commit()], 'loose'))).toBe(
      'started-before-us',
    );
  });
});

describe('in a Chromium that shows no certificates, which is not asked how requests begin', () => {
  const unseen = { kind: 'certificates-not-shown' } as const;
  const silent = [unseen, begin(), headers({ links }), commit()];

  it('a page is reported as not visible to the browser, which reloading would not help', () => {
    expect(because(after(silent))).toBe('browser-cannot-see');
    expect(because(after([unseen, begin(), headers({ status: 304 }), commit()]))).toBe('browser-cannot-see');
  });

  it('an announcement still counts, with a note that it may have been missed', () => {
    expect(after(silent)).toMatchObject({ links, begun: true });
    expect(after([unseen, headers({ links }), commit()])).toMatchObject({ begun: false });
  });

  it('a page from the back/forward cache is recognised', () => {
    expect(because(after([...silent, begin(), commit({ fromHistory: true })]))).toBe('from-bfcache');
  });

  it('everything is visible again once a certificate arrives after all', () => {
    const renewed = [unseen, begin(), headers(), { kind: 'listeners-renewed' }, certificate(), commit()] as const;
    expect(because(after(renewed))).toBe('started-before-us');
    expect(because(after([...renewed, ...good, commit({ documentId: 'D2' })]))).toBe('observed');
  });
});
