type Rule = chrome.declarativeNetRequest.Rule;
type Change = chrome.declarativeNetRequest.UpdateRuleOptions;

/** Rules about requests that the browser itself follows, without waking anybody. A change is made at once, or not at all. */
export type DeclaredRules = { readonly all: () => Promise<readonly Rule[]>; readonly change: (change: Change) => Promise<void> };

/** Those that outlive the browser's session. */
export const lastingRules: DeclaredRules = {
  all: () => chrome.declarativeNetRequest.getDynamicRules(),
  change: (change) => chrome.declarativeNetRequest.updateDynamicRules(change),
};

/** Those that end with it, and may be about certain tabs. */
export const sessionRules: DeclaredRules = {
  all: () => chrome.declarativeNetRequest.getSessionRules(),
  change: (change) => chrome.declarativeNetRequest.updateSessionRules(change),
};

/** Has the browser memory for a rule about addresses that match this expression? */
export const hasRoomFor = async (regex: string): Promise<boolean> =>
  (await chrome.declarativeNetRequest.isRegexSupported({ regex })).isSupported;
