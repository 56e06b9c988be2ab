import { afterEach, describe, expect, it, vi } from 'vitest';

type Frame = {
  readonly origin: string;
  readonly policies: readonly { disposition: string; originalPolicy: string }[];
  readonly type?: string;
};
type Injection = {
  readonly target: { readonly tabId: number };
  readonly func: (ends: readonly string[]) => unknown;
  readonly args: [readonly string[]];
};

const tabs = new Map<number, readonly Frame[] | null>();
const asked: unknown[] = [];
const reloaded: number[] = [];

vi.mock('webextension-polyfill', () => ({
  default: {
    scripting: {
      executeScript: (injection: Injection) => {
        expect(injection).toMatchObject({ target: { allFrames: true }, injectImmediately: true });
        const frames = tabs.get(injection.target.tabId) ?? null;
        if (frames === null) return Promise.reject(new Error('Cannot access contents of the page.'));
        return Promise.resolve(frames.map((frame) => ({ result: runIn(frame, injection) })));
      },
    },
    tabs: {
      query: (what: object) => {
        asked.push(what);
        return Promise.resolve([...tabs.keys()].map((id) => ({ id })));
      },
      reload: (tabId: number, how: object) => {
        expect(how).toEqual({ bypassCache: true });
        reloaded.push(tabId);
        return Promise.resolve();
      },
    },
  },
}));

/** Runs what is injected as the document of this frame does, whose browser reports a violation of each of its policies. */
function runIn({ origin, policies, type = 'text/html' }: Frame, { func, args }: Injection): unknown {
  let observing = false;
  let asks = false;
  vi.stubGlobal('origin', origin);
  vi.stubGlobal('document', { contentType: type });
  vi.stubGlobal(
    'Image',
    class {
      setAttribute = (name: string): void => void (asks = name === 'onclick');
    },
  );
  vi.stubGlobal(
    'ReportingObserver',
    class {
      readonly types: readonly string[];
      constructor(_: unknown, options: { readonly types: readonly string[] }) {
        this.types = options.types;
      }
      observe = (): void => void (observing = true);
      takeRecords = () => (observing && asks && this.types.includes('csp-violation') ? policies.map((body) => ({ body })) : []);
    },
  );
  return func(...args);
}

const { reloadUnheld } = await import('./unheld-pages.ts');

const ORIGIN = 'https://a.test';
const [OLD, NEW] = [' https://1-1', ' https://2-2'];
const enforced = (...ends: string[]) =>
  ends.map((end) => ({ disposition: 'enforce', originalPolicy: `script-src x; manifest-src${end}` }));
const held: Frame = { origin: ORIGIN, policies: enforced(OLD) };

afterEach(() => {
  tabs.clear();
  asked.length = 0;
  reloaded.length = 0;
  vi.unstubAllGlobals();
});

describe('a tab of a locked origin', () => {
  it.each<[string, Frame]>([
    ['no policy', { origin: ORIGIN, policies: [] }],
    ['a policy that only reports', { origin: ORIGIN, policies: [{ disposition: 'report', originalPolicy: `x${OLD}` }] }],
    ['a policy of the site’s own', { origin: ORIGIN, policies: enforced(' https://3-3') }],
  ])('is loaded again if its document, or a frame in it, runs under %s', async (_, unheld) => {
    tabs.set(1, [unheld]).set(2, [held, unheld]).set(3, [held]);
    await reloadUnheld([ORIGIN], [OLD, NEW]);
    expect(reloaded).toEqual([1, 2]);
    expect(asked).toEqual([{ url: ['https://a.test/*'] }]);
  });

  it.each<[string, readonly Frame[] | null]>([
    ['ran under the rule of before', [held]],
    ['runs under the rule of now, with others of the site’s', [{ origin: ORIGIN, policies: enforced(' https://3-3', NEW) }]],
    ['shows another site in a frame', [held, { origin: 'https://b.test', policies: [] }]],
    ['shows a PDF', [{ origin: ORIGIN, policies: [], type: 'application/pdf' }]],
    ['cannot be asked', null],
  ])('stays as it is if it %s', async (_, frames) => {
    tabs.set(1, frames);
    await reloadUnheld([ORIGIN], [OLD, NEW]);
    expect(reloaded).toEqual([]);
  });

  it('is not looked for where nothing is locked', async () => {
    tabs.set(1, [{ origin: ORIGIN, policies: [] }]);
    await reloadUnheld([], [OLD]);
    expect([asked, reloaded]).toEqual([[], []]);
  });
});
