import type { ContentCalls, CourierAnswer, CourierAsk, ProbeAnswer } from '../background/api/calls.ts';

// Says once whether the page links to an attestation, and carries the attestation document when the background asks.
// Believed by nobody, draws nothing, no dependencies: it runs in pages. (Line comments, which the build leaves out.)
function start(): void {
  const api = (globalThis as { browser?: typeof chrome }).browser ?? chrome;

  api.runtime.onMessage.addListener(
    (message: unknown, _sender: unknown, answer: (value: ProbeAnswer | CourierAnswer) => void) => {
      const ask = message as Partial<CourierAsk> | null;
      if (ask?.sealmark === 'probe') {
        const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
        answer({ controlled: (container?.controller ?? null) !== null });
      } else if (ask?.sealmark === 'courier') {
        carry(ask as Extract<CourierAsk, { sealmark: 'courier' }>).then(
          (body) => {
            answer({ body });
          },
          () => {
            answer({ body: null });
          },
        );
        return true;
      }
      return undefined;
    },
  );

  const report = (): boolean => {
    const link = document.querySelector<HTMLLinkElement>('link[rel~="attestation" i][href]');
    if (link === null) return false;
    const ask: ContentCalls['hint.link']['ask'] = { rel: 'attestation', href: link.href.slice(0, 2048) };
    api.runtime.sendMessage({ call: 'hint.link', ask }).catch(() => undefined);
    return true;
  };
  const watch = (): void => {
    if (report()) return;
    // A script may add the link later; only the head's own children are watched, until there is one.
    const observer = new MutationObserver(() => {
      if (report()) observer.disconnect();
    });
    const head = document.head as HTMLHeadElement | null;
    if (head !== null) observer.observe(head, { childList: true });
  };
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', watch, { once: true });
  else watch();
}

// With the page's own cookies: without them browsers use another connection, and the page's own is the point. The site
// learns nothing from it, since every request of this page carries them.
async function carry({ url, most, deadline }: Extract<CourierAsk, { sealmark: 'courier' }>): Promise<string | null> {
  const response = await fetch(url, {
    credentials: 'same-origin',
    mode: 'same-origin',
    cache: 'no-store',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
    signal: AbortSignal.timeout(deadline),
  });
  const reader = response.status === 200 ? response.body?.getReader() : undefined;
  let text = '';
  for (;;) {
    const step = await reader?.read();
    if (step?.value === undefined) return reader === undefined ? null : btoa(text);
    if (text.length + step.value.length > most) {
      await reader?.cancel();
      return null;
    }
    for (const byte of step.value) text += String.fromCharCode(byte);
  }
}

// Registered for granted hosts and put in again on a click: whichever comes first does the work.
const world = globalThis as { hinted?: true };
if (world.hinted === undefined) {
  world.hinted = true;
  start();
}
