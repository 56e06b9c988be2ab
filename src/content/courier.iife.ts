import type { CourierResponse, CourierRequest, Errand, ProbeResponse } from '../background/api/calls.ts';

// Carries the attestation document when the background asks, which puts it into the page for that.
// Believed by nobody, draws nothing, no dependencies: it runs in pages. (Line comments, which the build leaves out.)
function start(): void {
  const api = (globalThis as { browser?: typeof chrome }).browser ?? chrome;

  api.runtime.onMessage.addListener(
    (message: unknown, _sender: unknown, answer: (value: ProbeResponse | CourierResponse) => void) => {
      const ask = message as Partial<CourierRequest> | null;
      if (ask?.sealmark === 'probe') {
        answer({ controlled: isControlled() });
      } else if (ask?.sealmark === 'courier') {
        void carry(ask as Extract<CourierRequest, { sealmark: 'courier' }>).then(answer);
        return true;
      }
      return undefined;
    },
  );
}

// The same request as the background's own (net/http.ts), word for word where browsers allow it; the page's cookies go along
// only where they must: without them Chromium uses another connection, and a second look needs the page's own. A document
// that is not of the origin to be asked (the tab went on, a sandbox) asks nothing: its own origin would be in the request.
// A page can take its worker's control back (Clear-Site-Data, unregister), but not how its own navigation went: the entry
// for that stays in the timeline, and this world reads it with functions of its own. Without an entry nobody can say: null.
function isControlled(): boolean | null {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if ((container?.controller ?? null) !== null) return true;
  const entry = performance.getEntriesByType('navigation')[0] as unknown as Partial<Record<string, unknown>> | undefined;
  if (typeof entry?.['workerStart'] !== 'number') return null;
  // Chromium: a static route of the worker decided (Service Worker Static Routing API).
  return entry['workerStart'] > 0 || Boolean(entry['workerMatchedSourceType']) || Boolean(entry['workerMatchedRouterSource']);
}

// A host name may end in a dot, for browsers an origin of its own, for us the same host (verifier/protocol/binding.ts): the page asks
// as it is spelt itself, and nobody else. The base address of a document is its own to choose: the whole address is written out.
function spelt(url: string): string {
  const plain = self.origin.replace(/([^.])\.(?=$|:\d+$)/, '$1');
  return url.startsWith(`${plain}/`) ? self.origin + url.slice(plain.length) : url;
}

async function carry({ url: asked, accept, credentials, maxBytes, deadline }: Errand): Promise<CourierResponse> {
  const signal = AbortSignal.timeout(deadline);
  const url = spelt(asked);
  let refused = !url.startsWith(`${self.origin}/`);
  let begun = false;
  const onRefusal = ({ blockedURI }: SecurityPolicyViolationEvent): void => {
    refused ||= url.startsWith(blockedURI);
  };
  document.addEventListener('securitypolicyviolation', onRefusal);
  try {
    if (refused) throw new Error();
    const response = await fetch(url, {
      credentials,
      cache: 'no-store',
      redirect: 'manual',
      referrerPolicy: 'no-referrer',
      headers: { 'accept-language': '*', accept },
      signal,
    });
    begun = true;
    const { status, headers } = response;
    const body = status === 200 ? await base64(response, maxBytes) : '';
    const redirects = response.type === 'opaqueredirect';
    return { status, redirects, type: headers.get('content-type'), retry: headers.get('retry-after'), body };
  } catch {
    // The page's rules are reported after the request has failed.
    await new Promise((resolve) => setTimeout(resolve));
    return { failed: signal.aborted ? (begun ? 'too-slow' : 'timeout') : refused ? 'not-carried' : 'unreachable' };
  } finally {
    document.removeEventListener('securitypolicyviolation', onRefusal);
  }
}

// Null for a body that is longer than it may be.
async function base64({ body }: Response, maxBytes: number): Promise<string | null> {
  const reader = body?.getReader();
  let text = '';
  for (;;) {
    const { value } = (await reader?.read()) ?? {};
    if (value === undefined) return btoa(text);
    if (text.length + value.length > maxBytes) {
      await reader?.cancel();
      return null;
    }
    for (const byte of value) text += String.fromCharCode(byte);
  }
}

// It may be put in more than once: the first does the work.
const realm = globalThis as { hinted?: true };
if (realm.hinted === undefined) {
  realm.hinted = true;
  start();
}
