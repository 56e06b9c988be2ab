import type { CourierResponse, CourierRequest, Errand, ProbeResponse } from '../background/api/calls.ts';

// Requests the attestation document for the background, which injects this into the page for that purpose. Never trusted, draws
// nothing, no dependencies: it runs in pages. (Line comments, which the build removes.)
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

// The same request as the background's own (net/http.ts), word for word where browsers allow it; the page's cookies are sent only
// where they must be: without them Chromium uses another connection, and a second look needs the page's own. A document of
// another origin than the one to be asked (the tab moved on, a sandbox) sends nothing: the request would carry its own origin. A
// page can withdraw its worker's control (Clear-Site-Data, unregister), but not how its own navigation went: that entry stays in
// the timeline, and this isolated world reads it with functions of its own. Without an entry the answer is unknown: null.
function isControlled(): boolean | null {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  if ((container?.controller ?? null) !== null) return true;
  const entry = performance.getEntriesByType('navigation')[0] as unknown as Partial<Record<string, unknown>> | undefined;
  if (typeof entry?.['workerStart'] !== 'number') return null;
  // Chromium: a static route of the worker decided (Service Worker Static Routing API).
  return entry['workerStart'] > 0 || Boolean(entry['workerMatchedSourceType']) || Boolean(entry['workerMatchedRouterSource']);
}

// A host name may end in a dot, which is another origin for browsers, but the same host for us (verifier/protocol/binding.ts):
// the page uses its own spelling, and only its own. A document chooses its base address, so the whole address is written out.
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
    // The page's policy violations are reported after the request has failed.
    await new Promise((resolve) => setTimeout(resolve));
    return { failed: signal.aborted ? (begun ? 'too-slow' : 'timeout') : refused ? 'not-carried' : 'unreachable' };
  } finally {
    document.removeEventListener('securitypolicyviolation', onRefusal);
  }
}

// Null for a body that is too long.
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

// It may be injected more than once: the first does the work.
const realm = globalThis as { hinted?: true };
if (realm.hinted === undefined) {
  realm.hinted = true;
  start();
}
