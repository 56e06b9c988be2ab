import type { CallResult, ContentCalls } from '../background/api/calls.ts';

// Says that the page links to an attestation. Believed by nobody, draws nothing, no dependencies: it runs in pages. Nothing
// of the extension's is touched before there is such a link, because that is what would cost the page time. (Line comments,
// which the build leaves out.)
// How often, and after how many milliseconds, it is said again to a background that went before it answered.
const MAX_REPEATS = 3;
const REPEAT_AFTER_MS = 1000;

function report(): boolean {
  const link = document.querySelector<HTMLLinkElement>('link[rel~="attestation" i][href]');
  if (link === null) return false;
  const ask: ContentCalls['hint.link']['ask'] = { rel: 'attestation', href: link.href.slice(0, 2048) };
  void tell(ask, MAX_REPEATS);
  return true;
}

async function tell(ask: ContentCalls['hint.link']['ask'], repeats: number): Promise<void> {
  const api = (globalThis as { browser?: typeof chrome }).browser ?? chrome;
  try {
    const answer: CallResult<unknown> | undefined = await api.runtime.sendMessage({ call: 'hint.link', ask });
    if (answer?.ok === true) return;
  } catch {
    // It went, or there is none any more.
  }
  if (repeats > 0) setTimeout(() => void tell(ask, repeats - 1), REPEAT_AFTER_MS);
}

function watch(): void {
  if (report()) return;
  // A script may add the link later; only the head's own children are watched, until there is one.
  const observer = new MutationObserver(() => {
    if (report()) observer.disconnect();
  });
  const head = document.head as HTMLHeadElement | null;
  if (head !== null) observer.observe(head, { childList: true });
}

// Chrome puts it in again whenever such a link is there anew.
const realm = globalThis as { sealmarkWatches?: true };
if (realm.sealmarkWatches === undefined) {
  realm.sealmarkWatches = true;
  watch();
}
