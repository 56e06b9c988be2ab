const RULE = 'announcement';

/**
 * Chrome watches pages by itself for a link that announces an attestation, and injects this script where it finds one: no other
 * page runs any of our code. Its documentation calls that action experimental, so we detect it by trying. @returns false where
 * the browser does not support it
 */
export async function watchedByChrome(script: string): Promise<boolean> {
  try {
    const { onPageChanged, PageStateMatcher, RequestContentScript } = chrome.declarativeContent;
    const conditions = [new PageStateMatcher({ pageUrl: { schemes: ['https'] }, css: ['link[rel~="attestation" i][href]'] })];
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
