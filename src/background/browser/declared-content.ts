const RULE = 'announcement';

/**
 * Links that may announce an attestation. No selector can compare an address with the page's own, so this is wider than what counts
 * (`isAttestationHref`): it has to find that in every usual way of writing it, absolute or relative.
 */
const LINK = 'link[rel~="attestation" i][href*=".well-known/attestation"]';

/**
 * Chrome watches pages by itself for a link that announces an attestation, and injects this script where it finds one: no other
 * page runs any of our code. Its documentation calls that action experimental, so we detect it by trying. @returns false where
 * the browser does not support it
 */
export async function watchedByChrome(script: string): Promise<boolean> {
  try {
    const { onPageChanged, PageStateMatcher, RequestContentScript } = chrome.declarativeContent;
    const conditions = [new PageStateMatcher({ pageUrl: { schemes: ['https'] }, css: [LINK] })];
    const rule = { id: RULE, conditions, actions: [new RequestContentScript({ js: [script] })] };
    await new Promise<void>((resolve) => {
      onPageChanged.removeRules([RULE], resolve);
    });
    return await new Promise((resolve) => {
      onPageChanged.addRules([rule], (added) => {
        resolve(chrome.runtime.lastError === undefined && added.length === 1);
      });
    });
  } catch {
    return false;
  }
}
