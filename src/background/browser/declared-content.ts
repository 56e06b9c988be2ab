const RULE = 'announcement';

/**
 * Chrome watches pages by itself for a link that announces an attestation, and puts this script into those that hold one: no
 * other page runs anything of ours. Its documentation calls that action experimental; whether it is there is found out by
 * using it.
 * @returns false where the browser does not do it
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
