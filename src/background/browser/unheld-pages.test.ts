import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

type Frame = {
  readonly origin: string;
  readonly policies: readonly { disposition: string; originalPolicy: string }[];
  readonly type?: string;
  /** In Firefox: does a policy refuse the probe, and which violations is the page told of afterwards? */
  readonly soon?: { readonly refused: boolean; readonly told: readonly object[] };
};
type Injection = {
  readonly target: { readonly tabId: number };
  readonly func: (origins: readonly string[], ends: readonly string[]) => unknown;
  readonly args: [readonly string[], readonly string[]];
};

const tabs = new Map<number, readonly Frame[] | null>();
const asked: unknown[] = [];
const reloaded: number[] = [];

/** Is a page to be loaded past the caches? */
let pastCaches = true;

vi.mock('webextension-polyfill', () => ({
  default: {
    scripting: {
      executeScript: async (injection: Injection) => {
        expect(injection).toMatchObject({ target: { allFrames: true }, injectImmediately: true });
        const frames = tabs.get(injection.target.tabId) ?? null;
        if (frames === null) throw new Error('Cannot access contents of the page.');
        return await Promise.all(frames.map(async (frame) => ({ result: await runIn(frame, injection) })));
      },
    },
    tabs: {
      query: (what: object) => {
        asked.push(what);
        return Promise.resolve([...tabs.keys()].map((id) => ({ id })));
      },
      reload: (tabId: number, how: object) => {
        expect(how).toEqual({ bypassCache: pastCaches });
        reloaded.push(tabId);
        return Promise.resolve();
      },
    },
  },
}));

/** Runs what is injected as the document of this frame does. */
function runIn(frame: Frame, { func, args }: Injection): unknown {
  vi.stubGlobal('origin', frame.origin);
  if (frame.soon === undefined) stubChrome(frame);
  else stubFirefox(frame.soon);
  return func(...args);
}

/** Its browser reports a violation of each of its policies. */
function stubChrome({ policies, type = 'text/html' }: Frame): void {
  let observing = false;
  let asks = false;
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
}

/** Its browser tells of them later, one after the other. */
function stubFirefox({ refused, told }: NonNullable<Frame['soon']>): void {
  let hears: ((event: object) => void) | null = null;
  vi.stubGlobal('addEventListener', (type: string, listener: (event: object) => void) => {
    expect(type).toBe('securitypolicyviolation');
    hears = listener;
  });
  vi.stubGlobal(
    'Image',
    class {
      onclick: unknown = null;
      setAttribute(): void {
        if (!refused) this.onclick = () => undefined;
        for (const event of told) setTimeout(() => hears?.(event), 1);
      }
    },
  );
}

const { reloadUnheld, reloadUnheldTab } = await import('./unheld-pages.ts');

const ORIGIN = 'https://a.test';
const [OLD, NEW] = [' https://1-1', ' https://2-2'];
const enforced = (...ends: string[]) =>
  ends.map((end) => ({ disposition: 'enforce', originalPolicy: `script-src x; manifest-src${end}` }));
const held: Frame = { origin: ORIGIN, policies: enforced(OLD) };

beforeEach(() => {
  vi.stubGlobal('__TARGET__', 'chrome');
  pastCaches = true;
});
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

  it('is found under the name with the dot that may end it', async () => {
    tabs.set(1, [{ origin: 'https://a.test.', policies: [] }]).set(2, [{ origin: 'https://a.test.:8443', policies: [] }]);
    await reloadUnheld([ORIGIN, `${ORIGIN}:8443`], [OLD]);
    expect(reloaded).toEqual([1, 2]);
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

const violation = (end: string, more: object = {}) => ({
  isTrusted: true,
  disposition: 'enforce',
  originalPolicy: `script-src x; manifest-src${end}`,
  ...more,
});
const told = (...events: readonly object[]): Frame => ({ origin: ORIGIN, policies: [], soon: { refused: true, told: events } });

describe('a tab of Firefox that shows a document from earlier', () => {
  beforeEach(() => {
    vi.stubGlobal('__TARGET__', 'firefox');
    // There every frame would say for ever that it was loaded again (src/content/guard.iife.ts).
    pastCaches = false;
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  async function reloadedFor(document: Frame): Promise<readonly number[]> {
    tabs.set(1, [document]);
    const done = reloadUnheldTab(1, [ORIGIN], [NEW]);
    await vi.runAllTimersAsync();
    await done;
    return reloaded;
  }

  it.each<[string, Frame]>([
    ['no policy', { origin: ORIGIN, policies: [], soon: { refused: false, told: [] } }],
    ['a policy of the site’s own', told(violation(' https://3-3'))],
    ['a policy of another session', told(violation(OLD))],
    ['a policy of which the page lets nobody hear', told()],
    ['a policy of the site’s own, and one that only reports', told(violation(NEW, { disposition: 'report' }))],
    ['a policy of which a script of the page tells', told(violation(NEW, { isTrusted: false }))],
  ])('is loaded again, once, if that runs under %s', async (_, document) => {
    expect(await reloadedFor(document)).toEqual([1]);
  });

  it.each<[string, Frame]>([
    ['runs under the rule of now', told(violation(NEW))],
    ['runs under it and others', told(violation(' https://3-3'), violation(' https://4-4'), violation(NEW))],
    ['is of another site', { origin: 'https://b.test', policies: [], soon: { refused: false, told: [] } }],
  ])('stays as it is if that %s', async (_, document) => {
    expect(await reloadedFor(document)).toEqual([]);
  });
});
