import type { Choices } from './choices.ts';

type Listener = (details: Record<string, unknown>) => unknown;
/** One browser event as recorded (e2e/traces). */
export type Recorded = { readonly event: string } & Readonly<Record<string, unknown>>;

/** Where a document's bytes came from, which only the recording knows. */
export type Origin = 'attested' | 'front' | 'worker' | 'browser';

/** What a tab of the modelled browser shows. */
export type Tab = {
  url: string;
  documentId: string;
  failed: boolean;
  icon: string;
  title: string;
  /** The mark in Firefox's address bar; null while it is hidden. */
  bar: string | null;
  barIcon: string;
};

/** One call of the extension on its way to the browser, or the browser's answer on its way back. */
type Errand = { readonly go: () => void };
/** An answer that does not come before this many events were heard. */
type Reply = Errand & { readonly after: number };

/** No more paint calls than this are refused in a row: a browser that never paints can show anything. */
const MAX_REFUSALS = 2;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const CLEAN = { icon: 'none', title: '', bar: null, barIcon: 'none' } as const;

/**
 * A browser in which everything takes time: events are delivered late, calls reach it late, answers come back in any order, and
 * any call may be refused. Events keep their order among themselves, and so do calls. A worker that is killed loses its listeners
 * and every answer.
 */
export class ModelBrowser {
  readonly tabs = new Map<number, Tab>();
  readonly stored = new Map<string, string>();
  readonly alarms = new Map<string, number>();
  /** Marks painted for a document other than the last one the extension had heard of: this must never happen. */
  readonly wrong: string[] = [];
  private readonly events: Errand[] = [];
  private readonly calls: Errand[] = [];
  private replies: Reply[] = [];
  private delivered = 0;
  private listeners = new Map<string, Listener[]>();
  /** The host and node that answered a request last. */
  readonly connections = new Map<string, readonly [host: string, node: string]>();
  /** Tabs of private windows. */
  readonly hidden = new Set<number>();
  /** The computer's clock: milliseconds since 1970. */
  now = Date.parse('2026-11-25T08:00:00Z');
  /** The extension may access every site. */
  granted = true;
  private refusals = 0;
  private stamps = 0;
  private readonly truth: ReadonlyMap<string, Origin>;
  private readonly firefox: boolean;
  /** What decides from here on. */
  choices: Choices;
  /** The document of each tab whose arrival this worker heard of last. */
  private heard = new Map<number, string>();
  private worker = 0;

  private readonly leafOf: (host: string, node: string) => Uint8Array;

  constructor(
    choices: Choices,
    truth: ReadonlyMap<string, Origin>,
    firefox: boolean,
    leafOf: (host: string, node: string) => Uint8Array,
  ) {
    this.leafOf = leafOf;
    this.truth = truth;
    this.firefox = firefox;
    this.choices = choices;
  }

  tab(tabId: number): Tab {
    const known = this.tabs.get(tabId) ?? { url: 'about:blank', documentId: 'D0', failed: false, ...CLEAN };
    this.tabs.set(tabId, known);
    return known;
  }

  /** The worker is gone, with everything it waited for. */
  kill(): void {
    this.worker += 1;
    this.listeners = new Map();
    this.replies = [];
    this.heard = new Map();
  }

  /** Something happens in the browser; the extension hears of it later. */
  happen(recorded: Recorded): void {
    const { event, ...details } = recorded;
    const tabId = Number(details['tabId']);
    if (event === 'frame') {
      if (typeof details['url'] === 'string') this.shows(tabId, recorded, false);
      return;
    }
    const failed = event === 'webNavigation.onErrorOccurred' && !/^0*$/.test(textOf(details['documentId']));
    const page = event === 'webNavigation.onCommitted' && details['documentLifecycle'] !== 'prerender';
    const isError = failed && !this.firefox && details['error'] !== 'net::ERR_ABORTED';
    if (page || isError) this.shows(tabId, recorded, true);
    if (event === 'tabs.onRemoved') this.tabs.delete(tabId);
    // The replaced tab no longer exists, nor does what was painted on it (Chromium does so when it discards a tab).
    if (event === 'webNavigation.onTabReplaced') this.tabs.delete(Number(details['replacedTabId']));
    const told = event === 'tabs.onRemoved' ? tabId : this.detailed(event, details);
    this.events.push({
      go: () => {
        if (page || isError) this.heard.set(tabId, String(details['documentId']));
        for (const listener of this.listeners.get(event) ?? []) listener(told as Record<string, unknown>);
      },
    });
  }

  private shows(tabId: number, recorded: Recorded, cleans: boolean): void {
    const failed = recorded.event === 'webNavigation.onErrorOccurred' || recorded['errorOccurred'] === true;
    const at = { url: String(recorded['url']), documentId: String(recorded['documentId']), failed };
    Object.assign(this.tab(tabId), at, cleans ? CLEAN : {});
  }

  private detailed(event: string, details: Record<string, unknown>): Record<string, unknown> {
    const headers = details['headers'] as Record<string, string> | undefined;
    const more: Record<string, unknown> = { frameId: 0, timeStamp: (this.stamps += 1), ...details };
    if (headers !== undefined) more['responseHeaders'] = Object.entries(headers).map(([name, value]) => ({ name, value }));
    if (details['speculative'] === true) more['requestHeaders'] = [{ name: 'Sec-Purpose', value: 'prefetch' }];
    const node = headers?.['x-node'];
    if (event === 'webRequest.onHeadersReceived' && node !== undefined) {
      const connection = [new URL(String(details['url'])).hostname, node] as const;
      this.connections.set(String(details['requestId']), connection);
      if (!this.firefox)
        more['securityInfo'] = { state: 'secure', certificates: [{ rawDER: this.leafOf(...connection).buffer }] };
    }
    return more;
  }

  /** A call of the extension: it arrives later, does something, and its answer comes back later still. */
  call<T>(what: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const { worker } = this;
      const answer = (go: () => void): void => {
        if (this.worker === worker) this.replies.push({ go, after: this.delivered + this.choices.hold() });
      };
      this.calls.push({
        go: () => {
          const refused = this.choices.refuse();
          // A refusal may come after something was done, or before.
          let value: T;
          try {
            value = what();
          } catch (error) {
            answer(() => {
              reject(error instanceof Error ? error : new Error(String(error)));
            });
            return;
          }
          answer(() => {
            if (refused) reject(new Error('refused'));
            else resolve(value);
          });
        },
      });
    });
  }

  /** A paint call, which does nothing when it is refused. */
  paint(tabId: number, change: (tab: Tab) => void, says: string): Promise<void> {
    const heard = this.heard.get(tabId) ?? this.tabs.get(tabId)?.documentId ?? '';
    if (says === 'verified' && (this.truth.get(heard) ?? 'attested') !== 'attested')
      this.wrong.push(`${says} was painted for ${heard}`);
    return this.call(() => {
      const tab = this.tabs.get(tabId);
      if (tab === undefined) throw new Error('No tab with id');
      if (this.refusals < MAX_REFUSALS && this.choices.refuse()) {
        this.refusals += 1;
        throw new Error('refused');
      }
      this.refusals = 0;
      change(tab);
    });
  }

  /** A page of the extension sends a message. */
  message(message: unknown, sender: unknown, answered: (supplied: unknown) => void): void {
    this.events.push({
      go: () => {
        for (const listener of this.listeners.get('runtime.onMessage') ?? [])
          (listener as unknown as (...heard: readonly unknown[]) => unknown)(message, sender, answered);
      },
    });
  }

  private seed = 1;
  /** A byte; the same ones in every run. */
  random(): number {
    this.seed = (this.seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return this.seed % 251;
  }

  listen(event: string, listener: Listener): void {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
  }

  unlisten(event: string, listener: Listener): void {
    this.listeners.set(
      event,
      (this.listeners.get(event) ?? []).filter((one) => one !== listener),
    );
  }

  /** Something that may happen next, by kind; undefined when there is none of it. */
  next(kind: 'event' | 'call' | 'reply', pick: (most: number) => number): (() => void) | undefined {
    if (kind === 'call') return this.calls.shift()?.go;
    if (kind === 'event') {
      this.delivered += 1;
      return this.events.shift()?.go;
    }
    const ready = this.replies.filter(({ after }) => after <= this.delivered);
    const one = ready.length === 0 ? undefined : ready[pick(ready.length)];
    this.replies = this.replies.filter((other) => other !== one);
    return one?.go;
  }

  /** Nothing is held back any more. */
  release(): void {
    this.delivered = Infinity;
  }

  get waiting(): { readonly event: number; readonly call: number; readonly reply: number } {
    return {
      event: this.events.length,
      call: this.calls.length,
      reply: this.replies.filter(({ after }) => after <= this.delivered).length,
    };
  }
}
