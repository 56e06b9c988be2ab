import browser from 'webextension-polyfill';
import { SESSION_FILE, sessionWord } from '../api/page-guard.ts';
import type { PageRule, PageRules } from '../lock/page-rules.ts';
import { withoutSession, withSession } from '../../verifier/protocol/index.ts';
import { checksScriptKeys } from './script-keys.ts';
import { registerGuard } from './scripts.ts';
import { clearWorkers } from './site-data.ts';

type Rule = chrome.declarativeNetRequest.Rule;

/** What lets the one who ends TLS hear of what a page does, or of the policy itself. */
const REPORTING = ['content-security-policy-report-only', 'reporting-endpoints', 'report-to', 'nel'];
const POLICY = 'content-security-policy';

/** Whatever becomes a document, and scripts of workers, which bring a policy of their own. */
const TYPES = ['main_frame', 'sub_frame', 'object', 'script', 'other'] as const;

/** Exactly this origin: a name before an @, a port or a dot at the end of the host must not slip by, nor a subdomain be caught. */
export function addressesOf(origin: string): string {
  const { hostname, port } = new URL(origin);
  const host = hostname.replaceAll(/[^a-z0-9-]/g, String.raw`\$&`);
  return `^https://([^/?#]*@)?${host}\\.?${port === '' ? '' : `:${port}`}/`;
}

/** The rule of Chrome that holds an origin to its policy. `set`: an appended policy would leave the site's own, which reports. */
export function chromeRule({ id, origin }: PageRule, header: string): Rule {
  return {
    id,
    priority: 1,
    condition: { regexFilter: addressesOf(origin), resourceTypes: [...TYPES] },
    action: {
      type: 'modifyHeaders',
      responseHeaders: [
        { header: POLICY, operation: 'set', value: header },
        // Windows that were opened before the lock, and run anything, lose their hold on those that are opened under it.
        { header: 'cross-origin-opener-policy', operation: 'set', value: 'noopener-allow-popups' },
        ...REPORTING.map((name) => ({ header: name, operation: 'remove' as const })),
      ],
    },
  };
}

const secret = (): string => new URL(browser.runtime.getURL(SESSION_FILE)).host;
const word = (origin: string): string => sessionWord(secret(), origin);
const headerOf = ({ origin, policy }: PageRule): string => withSession(policy, word(origin));

/** Private windows have a background of their own and share the rules: it may not decide which there are. */
const decides = (): boolean => !browser.extension.inIncognitoContext;

async function renew(rules: readonly PageRule[]): Promise<void> {
  if (!decides()) {
    await renewWord();
    return;
  }
  const known = await chrome.declarativeNetRequest.getDynamicRules();
  await chrome.declarativeNetRequest.updateDynamicRules({
    removeRuleIds: known.map(({ id }) => id),
    addRules: rules.map((rule) => chromeRule(rule, headerOf(rule))),
  });
  await registerGuard(rules.map(({ origin }) => origin));
}

/** Rules that an earlier session left end in a word that no guard of this one looks for. */
async function renewWord(): Promise<void> {
  const known = await chrome.declarativeNetRequest.getDynamicRules();
  const stale = known.flatMap((rule) => {
    const renewed = renewedRule(rule, word);
    return renewed === null ? [] : [renewed];
  });
  await chrome.declarativeNetRequest.updateDynamicRules({ removeRuleIds: stale.map(({ id }) => id), addRules: stale });
}

/** The rule with the word of this session; null where it has that, or is none of ours. */
export function renewedRule(rule: Rule, wordOf: (origin: string) => string): Rule | null {
  const origin = originOf(rule.condition.regexFilter ?? '');
  const header = rule.action.responseHeaders?.find((one) => one.header === POLICY)?.value;
  const end = /^(?<policy>.*) https:\/\/[0-9a-f]{32}$/.exec(header ?? '')?.groups?.['policy'];
  if (origin === null || header === undefined || end === undefined) return null;
  if (withoutSession(header, wordOf(origin)) !== null) return null;
  return chromeRule({ id: rule.id, origin, policy: end }, withSession(end, wordOf(origin)));
}

/** The way back from `addressesOf`. */
function originOf(filter: string): string | null {
  const [, host, port = ''] = /^\^https:\/\/\(\[\^\/\?#\]\*@\)\?(.+?)\\\.\?(:\d+)?\/$/.exec(filter) ?? [];
  return host === undefined ? null : `https://${host.replaceAll('\\', '')}${port}`;
}

/** Chrome: rules of declarativeNetRequest that outlive the background, so that pages are held before it runs. */
export const chromeRules: PageRules = {
  lasting: true,
  async set(rule, guarded) {
    if (!decides()) return;
    await chrome.declarativeNetRequest.updateDynamicRules({
      removeRuleIds: [rule.id],
      addRules: [chromeRule(rule, headerOf(rule))],
    });
    await registerGuard(guarded);
  },
  async drop(ids, guarded) {
    if (!decides()) return;
    // The guard first: it stops whatever is not held any more.
    await registerGuard(guarded);
    await chrome.declarativeNetRequest.updateDynamicRules({ removeRuleIds: [...ids] });
  },
  renew,
  renewWord,
  clear: clearWorkers,
  word: (origin) => Promise.resolve(word(origin)),
  checksKeys: checksScriptKeys,
};
