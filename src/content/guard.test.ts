// Covers: guard.iife.ts
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { sessionWord } from '../background/api/page-guard.ts';

const SECRET = '6f1ed002-ab55-4cd6-8000-0123456789ab';
const ORIGIN = 'https://a.test';
const OURS = `default-src 'none'; manifest-src https://${sessionWord(SECRET, ORIGIN)}`;

type Violation = { readonly disposition: string; readonly originalPolicy: string };
type Told = { readonly call: string; readonly ask: { readonly policy: string | null } };

/** A document as its guard finds it: the policies in force, where it stands, and what was done to it. */
type Page = {
  violations: readonly Violation[];
  refuses: boolean;
  isTop: boolean;
  hasElement: boolean;
  contentType: string;
  isPrivate: boolean;
  origin: string;
  fileQuery: string;
  answer: { readonly value?: { readonly again: boolean } } | undefined;
  controller: object | null;
  workers: readonly { unregister(): Promise<boolean> }[] | undefined;
  readonly told: Told[];
  readonly done: string[];
  violated: ((event: Violation & { readonly isTrusted: boolean }) => void) | undefined;
};

let page: Page;

const enforced = (originalPolicy: string): Violation => ({ disposition: 'enforce', originalPolicy });

beforeEach(() => {
  vi.resetModules();
  vi.unstubAllGlobals();
  page = {
    violations: [{ disposition: 'enforce', originalPolicy: OURS }],
    refuses: true,
    isTop: true,
    hasElement: true,
    contentType: 'text/html',
    isPrivate: false,
    origin: ORIGIN,
    fileQuery: '?443',
    answer: undefined,
    controller: null,
    workers: [],
    told: [],
    done: [],
    violated: undefined,
  };
});

async function guard(target: 'chrome' | 'firefox'): Promise<void> {
  let observing = false;
  let asked = false;
  const runtime = {
    getURL: (path: string) => `chrome-extension://${SECRET}/${path}`,
    sendMessage: (told: Told) => {
      page.told.push(told);
      return Promise.resolve(page.answer);
    },
  };
  const extension = { inIncognitoContext: page.isPrivate };
  const globals = {
    __TARGET__: target,
    ...(target === 'chrome' ? { chrome: { runtime } } : { browser: { runtime, extension } }),
    Image: class {
      onclick: unknown = null;
      setAttribute(name: string, code: string): void {
        // Without code there is no handler, and so nothing to refuse.
        if (name !== 'onclick' || code === '') return;
        asked = true;
        if (!page.refuses) this.onclick = () => undefined;
      }
    },
    ReportingObserver: class {
      readonly types: readonly string[];
      constructor(_: unknown, { types }: { readonly types: readonly string[] }) {
        this.types = types;
      }
      observe(): void {
        observing = true;
      }
      takeRecords(): readonly { readonly body: Violation }[] {
        return observing && asked && this.types.includes('csp-violation') ? page.violations.map((body) => ({ body })) : [];
      }
    },
    addEventListener: (
      name: string,
      listener: Page['violated'],
      options: { readonly capture: boolean; readonly once: boolean },
    ) => {
      if (name === 'securitypolicyviolation' && options.capture && options.once && !asked) page.violated = listener;
    },
    document: {
      contentType: page.contentType,
      documentElement: page.hasElement ? { replaceChildren: () => page.done.push('empty') } : null,
    },
    navigator: {
      serviceWorker:
        page.workers === undefined
          ? undefined
          : { controller: page.controller, getRegistrations: () => Promise.resolve(page.workers) },
    },
    location: { href: `${ORIGIN}:9443/`, reload: () => page.done.push('reload') },
    stop: () => page.done.push('stop'),
    origin: page.origin,
    Error: class {
      readonly fileName = `moz-extension://${SECRET}/content/guard.js${page.fileQuery}`;
    },
  };
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  vi.stubGlobal('self', globalThis);
  vi.stubGlobal('top', page.isTop ? globalThis : {});
  await import('./guard.iife.ts');
  await new Promise((done) => setTimeout(done));
}
const report = (policy: string | null): Told => ({ call: 'guard.report', ask: { policy } });

describe('the guard in Chrome', () => {
  it('tells the policy under which its document runs, and leaves the document alone', async () => {
    await guard('chrome');
    expect([page.told, page.done]).toEqual([[report(OURS)], []]);
  });

  it('finds ours among others', async () => {
    const others = ["script-src 'self'", OURS.replace('https', 'http')].map(enforced);
    page.violations = [...others, ...page.violations];
    await guard('chrome');
    expect(page.told).toEqual([report(OURS)]);
  });

  it.each([
    ['no policy', []],
    ['a policy that only reports', [{ disposition: 'report', originalPolicy: OURS }]],
    ['a policy with something behind the word', [{ disposition: 'enforce', originalPolicy: `${OURS}; x` }]],
    ['the word of another site', [enforced(`x https://${sessionWord(SECRET, 'https://b.test')}`)]],
    ['the word as a part of another', [{ disposition: 'enforce', originalPolicy: `x https://1${sessionWord(SECRET, ORIGIN)}` }]],
  ])('stops a document under %s at once, empties it and tells', async (_, violations) => {
    page.violations = violations;
    await guard('chrome');
    expect([page.told, page.done]).toEqual([[report(null)], ['stop', 'empty']]);
  });

  it('stops a document that has no element yet', async () => {
    Object.assign(page, { violations: [], hasElement: false });
    await guard('chrome');
    expect([page.told, page.done]).toEqual([[report(null)], ['stop']]);
  });

  it('leaves a PDF alone, which the browser draws under no policy of the site’s, and tells nothing of it', async () => {
    page = { ...page, contentType: 'application/pdf', violations: [] };
    await guard('chrome');
    expect([page.told, page.done]).toEqual([[], []]);
  });

  it('tells of a frame only that it was stopped', async () => {
    page.isTop = false;
    await guard('chrome');
    expect(page.told).toEqual([]);
    page.violations = [];
    vi.resetModules();
    await guard('chrome');
    expect(page.told).toEqual([report(null)]);
  });

  it.each([
    [{ value: { again: true } }, ['reload']],
    [{ value: { again: false } }, []],
    [{}, []],
    [undefined, []],
  ])('loads the document again where it is told to (%j)', async (answer, done) => {
    page.answer = answer;
    await guard('chrome');
    expect(page.done).toEqual(done);
  });
});

describe('the guard in Firefox', () => {
  const violate = async (more: Partial<Violation & { readonly isTrusted: boolean }> = {}): Promise<void> => {
    page.violated?.({ isTrusted: true, disposition: 'enforce', originalPolicy: OURS, ...more });
    await new Promise((done) => setTimeout(done));
  };

  it('tells the policy that refused its probe, once the browser says so', async () => {
    await guard('firefox');
    expect([page.told, page.done]).toEqual([[], []]);
    await violate();
    expect([page.told, page.done]).toEqual([[report(OURS)], []]);
  });

  it.each([{ isTrusted: false }, { disposition: 'report' }])('believes no event with %j', async (more) => {
    await guard('firefox');
    await violate(more);
    expect(page.told).toEqual([]);
  });

  it('tells nothing of a frame', async () => {
    page.isTop = false;
    await guard('firefox');
    await violate();
    expect(page.told).toEqual([]);
  });

  it('stops a document under no policy, takes its service workers away, and then tells', async () => {
    page.refuses = false;
    page.workers = [{ unregister: () => Promise.resolve(page.done.push('unregister') > 0) }];
    await guard('firefox');
    expect([page.told, page.done]).toEqual([[report(null)], ['stop', 'empty', 'unregister']]);
  });

  it('stops a document that a service worker made, whatever its policy', async () => {
    page.controller = {};
    await guard('firefox');
    expect([page.told, page.done]).toEqual([[report(null)], ['stop', 'empty']]);
  });

  it('does the same where service workers are turned off', async () => {
    page.workers = undefined;
    await guard('firefox');
    expect(page.told).toEqual([]);
    page.refuses = false;
    vi.resetModules();
    await guard('firefox');
    expect([page.told, page.done]).toEqual([[report(null)], ['stop', 'empty']]);
  });

  it('does nothing in a private window', async () => {
    Object.assign(page, { isPrivate: true, refuses: false });
    await guard('firefox');
    await violate();
    expect([page.told, page.done]).toEqual([[], []]);
  });

  it.each([
    ['https://a.test', '?443', true],
    ['https://a.test', '?8443', false],
    ['https://a.test:8443', '?443', false],
    ['https://a.test:8443', '?8443', true],
    ['https://a.test:844', '?8443', false],
    ['null', '?9443', true], // sandboxed: by its address
    ['https://a.test:8443', '', true],
  ])('on %s, registered as guard.js%s: stops a document without a policy: %s', async (origin, fileQuery, stops) => {
    Object.assign(page, { origin, fileQuery, refuses: false });
    await guard('firefox');
    expect(page.done).toEqual(stops ? ['stop', 'empty'] : []);
  });
});
