import type { ContentCalls } from '../background/api/calls.ts';
import { SESSION_FILE, sessionWord } from '../background/api/page-guard.ts';

// Runs in every document of a locked origin before its first script (DESIGN §4, channel: locked). It reports to the background
// the policy under which this document runs, and stops the document if that is not ours: pages made by a service worker,
// delivered as a signed exchange, loaded before a rule was renewed, or past an extension that removes policies. Draws nothing.
// (Line comments, which the build removes.)
declare const __TARGET__: 'chrome' | 'firefox';

type Violation = { readonly disposition: string; readonly originalPolicy: string };

// Every policy in force refuses an inline handler on a detached element, and ours always does. In SVG and XML, too.
function refusesInline(): boolean {
  const probe = document.createElementNS('http://www.w3.org/1999/xhtml', 'i');
  probe.setAttribute('onclick', '0');
  return probe.onclick === null;
}

// Chrome reports at once which policies refused it.
function policyAtOnce(): string | null {
  const observer = new ReportingObserver(() => undefined, { types: ['csp-violation'] });
  observer.observe();
  refusesInline();
  const end = ` https://${sessionWord(new URL(chrome.runtime.getURL(SESSION_FILE)).host, self.origin)}`;
  const violations = observer.takeRecords().map(({ body }) => body as unknown as Violation);
  observer.disconnect();
  const ours = violations.find(({ disposition, originalPolicy }) => disposition === 'enforce' && originalPolicy.endsWith(end));
  return ours?.originalPolicy ?? null;
}

async function report(policy: string | null): Promise<void> {
  const ask: ContentCalls['guard.report']['ask'] = { policy };
  const api = (globalThis as { browser?: typeof chrome }).browser ?? chrome;
  const answer = await api.runtime.sendMessage<unknown, { value?: { again?: boolean } } | undefined>({
    call: 'guard.report',
    ask,
  });
  if (answer?.value?.again === true) location.reload();
}

async function stop(): Promise<void> {
  window.stop();
  (document.documentElement as Element | null)?.replaceChildren();
  if (__TARGET__ === 'firefox') {
    const workers = (await workersOf()?.getRegistrations()) ?? [];
    await Promise.all(workers.map((worker) => worker.unregister()));
  }
  await report(null);
}

// Absent where the user turned them off.
const workersOf = (): ServiceWorkerContainer | undefined => navigator.serviceWorker;

// Firefox reports a moment later, through an event that no script of the page can forge: it tells which policy was in force when
// we asked.
function awaitPolicy(): void {
  addEventListener(
    'securitypolicyviolation',
    (event) => {
      if (event.isTrusted && event.disposition === 'enforce' && isTop()) void report(event.originalPolicy);
    },
    { capture: true, once: true },
  );
  if (!refusesInline() || (workersOf()?.controller ?? null) !== null) void stop();
}

const isTop = (): boolean => self === top;

// Firefox sets no policy in private windows: their site must not learn what was learnt in ordinary ones. (Chrome's have rules of
// their own, and this never runs in one.)
const inPrivate = (): boolean =>
  (globalThis as { browser?: { extension: { inIncognitoContext: boolean } } }).browser?.extension.inIncognitoContext === true;

if (__TARGET__ === 'firefox') {
  if (!inPrivate()) awaitPolicy();
} else {
  const policy = policyAtOnce();
  if (policy === null) void stop();
  else if (isTop()) void report(policy);
}
