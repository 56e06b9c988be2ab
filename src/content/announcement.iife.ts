import type { ContentCalls } from '../background/api/calls.ts';

// Says once that the page links to an attestation. Believed by nobody, draws nothing, no dependencies: it runs in pages. Nothing
// of the extension's is touched before there is such a link, because that is what would cost the page time. (Line comments,
// which the build leaves out.)
function report(): boolean {
  const link = document.querySelector<HTMLLinkElement>('link[rel~="attestation" i][href]');
  if (link === null) return false;
  const ask: ContentCalls['hint.link']['ask'] = { rel: 'attestation', href: link.href.slice(0, 2048) };
  const api = (globalThis as { browser?: typeof chrome }).browser ?? chrome;
  api.runtime.sendMessage({ call: 'hint.link', ask }).catch(() => undefined);
  return true;
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
