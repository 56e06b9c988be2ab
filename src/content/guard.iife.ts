import type { ContentCalls } from '../background/api/calls.ts';
import { SESSION_FILE, sessionWord } from '../background/api/page-guard.ts';

// Runs in every document of a locked origin before its first script (DESIGN §4, channel: locked). It reports to the background
// the policy under which this document runs, and stops the document if that is not ours: pages made by a service worker,
// delivered as a signed exchange, loaded before a rule was renewed, or past an extension that removes policies. Draws nothing.
// (Line comments, which the build removes.)
declare const __TARGET__: 'chrome' | 'firefox';

type Violation = { readonly disposition: string; readonly originalPolicy: string };

// Of a document under no policy of ours nothing stays.
async function report(policy: string | null): Promise<void> {
  // A page that may stay loads first, for a second: hearing of it would slow that. Nothing is claimed of it until then.
  if (policy)
    await new Promise((resolve) => {
      // In Chrome our world has a handler of its own; in Firefox it would be the page's.
      if (__TARGET__ === 'chrome') setTimeout((onpageshow = resolve), 1000);
      else {
        addEventListener('pageshow', resolve);
        setTimeout(resolve, 1000);
      }
    });
  else {
    stop();
    document.replaceChildren();
    if (__TARGET__ === 'firefox') for (const worker of (await workersOf()?.getRegistrations()) ?? []) await worker.unregister();
  }
  void chrome.runtime.sendMessage({
    call: 'guard.report',
    ask: { policy } satisfies ContentCalls['guard.report']['ask'],
  });
}

// Absent where the user turned them off.
const workersOf = (): ServiceWorkerContainer | undefined => navigator.serviceWorker;

if (__TARGET__ === 'firefox') {
  // Firefox's match patterns cover every port of a host. The address of this script, which the stack of an error begins with, names the
  // port that is locked (background/browser/guard-scripts.ts). A document without an origin or an address of its own (sandboxed, `data:`)
  // is on the port of the document that framed it; where nothing tells which (an older Firefox, `data:`), on the locked one.
  const [, locked] = (new Error() as Error & { readonly fileName: string }).fileName.split('?');
  const {
    href,
    host,
    ancestorOrigins = [],
  } = location as Pick<Location, 'href' | 'host'> & { readonly ancestorOrigins?: Iterable<string> };
  // Another base, because 'null' is no address.
  const origins = [origin, href, ...ancestorOrigins, document.baseURI].map((one) => new URL(one, 'x:/').origin);
  const own = origins.find((one) => one !== 'null');
  const isOtherPort = locked && own && locked !== (new URL(own).port || '443');
  // Firefox sets no policy in private windows: their site must not learn what was learnt in ordinary ones. Chrome's share the rules
  // of ordinary windows, so there the guard acts in both.
  if (!isOtherPort && !chrome.extension.inIncognitoContext) {
    // It reports a moment later, through an event that no script of the page can forge: it tells which policy was in force when we asked.
    addEventListener(
      'securitypolicyviolation',
      (event) => {
        if (event.isTrusted && event.disposition === 'enforce' && self === top) void report(event.originalPolicy);
      },
      { capture: true, once: true },
    );
    const probe = new Image();
    probe.setAttribute('onclick', '0');
    // A document without an address on the network (`srcdoc`, `blob:`) that comes with its page from the history, or as that is loaded again, has
    // the policy of the page that it was in then, even of one from before the lock. Its frame is put in its place once more, and takes
    // that of its page. Where that takes too long (a page loaded past all caches never ends saying so), and in a sandbox, it is stopped.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- what replaces it is three times as long
    const isEarlier = !host && performance.navigation.type;
    // No policy of ours lets another origin frame a page, and in the tabs of other sites nothing may hold one (browser/held-tabs.ts), nor in
    // a window without an address on the network, which no request opened. Out of a document without an origin, as in a sandbox, nothing
    // reaches the page.
    let outermost: Window = self;
    while (outermost.frameElement) outermost = outermost.parent;
    const isElsewhere = origin !== 'null' && (outermost !== top || (host && !outermost.location.host));
    if (isEarlier && frameElement && parent.performance.now() < 3000) frameElement.replaceWith(frameElement);
    else if (probe.onclick || workersOf()?.controller || isElsewhere || isEarlier) void report(null);
  }
} else {
  // The probe: every policy in force refuses an inline handler on a detached element, and ours always does. In SVG and XML, too.
  // Chrome reports at once which policies refused it, and other things, which have no disposition. The observer stays: what else the
  // page violates is told to a function that does nothing.
  const observer = new ReportingObserver(() => 0);
  observer.observe();
  new Image().setAttribute('onclick', '0');
  let policy: string | null = null;
  // At the end: had a service worker a say in this document, or a static route of one? It reads our word in the pages that the browser
  // preloads for it, and makes frames up that end in that word and allow everything else. What the browser measured of it is 0 or empty
  // otherwise, whatever it calls it; a worker can take back its control before this runs, but not that.
  for (const {
    body: { disposition, originalPolicy },
  } of observer.takeRecords() as unknown as Iterable<{ readonly body: Violation }>)
    if (
      disposition === 'enforce' &&
      // In a sandbox a document has no origin, but the policy of the page that framed it.
      originalPolicy.endsWith(
        `/${sessionWord(chrome.runtime.getURL(SESSION_FILE), [origin, ...location.ancestorOrigins].find((one) => one !== 'null') ?? '')}`,
      ) &&
      !/"w\w+":(?!0,|"")|"back/.test(JSON.stringify(performance.getEntriesByType('navigation')))
    )
      policy = originalPolicy;
  // The browser's reader shows a PDF, under no policy of the site's: nothing is reported of one, and so nothing is claimed.
  // eslint-disable-next-line @typescript-eslint/prefer-string-starts-ends-with -- three bytes of a thousand
  if (policy ? self === top : !/pdf$/.test(document.contentType)) void report(policy);
}
