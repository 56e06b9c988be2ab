import browser from 'webextension-polyfill';
import { SESSION_FILE, sessionWord, withoutAnyWord } from '../api/page-guard.ts';
import { REMOVED_HEADERS, type PageRule, type PageRules } from '../lock/page-rules.ts';
import { withoutSession, withSession } from '../../verifier/protocol/index.ts';
import { hasRoomFor, lastingRules } from './declared-rules.ts';
import { checksScriptKeys } from './script-keys.ts';
import { hasHostName } from './guard-scripts.ts';
import { addressesOf, originOf, POLICY } from './locked-addresses.ts';
import { registerGuard } from './scripts.ts';
import { clearWorkers } from './site-data.ts';
import { reloadUnheld, reloadUnheldTab } from './unheld-pages.ts';

type Rule = chrome.declarativeNetRequest.Rule;

/**
 * Everything that becomes a document. Not scripts: only workers take a policy from theirs, and it does not govern that script. No page
 * under its policy starts a worker from the network (`worker-src blob:`), and one that an earlier page registered puts no document in
 * front of the guard. Each script of a locked page would pay for it.
 */
const TYPES = ['main_frame', 'sub_frame', 'object', 'other'] as const;

/** The Chrome rule that sets an origin's policy. `set`, because an appended policy would keep the site's own, which reports. */
export function chromeRule({ id, origin }: PageRule, header: string): Rule {
  return {
    id,
    priority: 1,
    condition: { regexFilter: addressesOf(origin), resourceTypes: [...TYPES] },
    action: {
      type: 'modifyHeaders',
      responseHeaders: [
        { header: POLICY, operation: 'set', value: header },
        // Windows that were opened before the lock, and can run anything, lose their references to those opened under it.
        { header: 'cross-origin-opener-policy', operation: 'set', value: 'noopener-allow-popups' },
        ...REMOVED_HEADERS.map((name) => ({ header: name, operation: 'remove' as const })),
      ],
    },
  };
}

const secret = (): string => browser.runtime.getURL(SESSION_FILE);
const word = (origin: string): string => sessionWord(secret(), origin);
const headerOf = ({ origin, policy }: PageRule): string => withSession(policy, word(origin));

/** Private windows have their own background but share the rules, so it must not decide which rules there are. */
const decides = (): boolean => !browser.extension.inIncognitoContext;

async function renew(rules: readonly PageRule[]): Promise<void> {
  if (!decides()) {
    await renewWord();
    return;
  }
  const known = await lastingRules.all();
  await lastingRules.change({
    removeRuleIds: known.map(({ id }) => id),
    addRules: rules.map((rule) => chromeRule(rule, headerOf(rule))),
  });
  await registerGuard(rules.map(({ origin }) => origin));
}

const headerIn = ({ action }: Rule): string => action.responseHeaders?.find((one) => one.header === POLICY)?.value ?? '';
const originsOf = (rules: readonly Rule[]): readonly string[] => rules.flatMap((rule) => originOf(rule) ?? []);

/** The words, of whatever session, that these rules' policies end with. */
const endsOf = (rules: readonly Rule[]): readonly string[] =>
  rules.map(headerIn).flatMap((header) => {
    const policy = withoutAnyWord(header);
    return policy === null ? [] : [header.slice(policy.length)];
  });

/** Chrome forgets the guard when one version of the extension replaces another, and keeps the rules, which name the origins. */
async function guardAgain(): Promise<readonly string[]> {
  const known = await lastingRules.all();
  // Until these rules have the word of this session the guard stops every page, which is then loaded again.
  if (decides()) await registerGuard(originsOf(known));
  return endsOf(known);
}

/** Rules left by an earlier session end in a word that no guard of this session accepts. */
async function renewWord(): Promise<void> {
  const known = await lastingRules.all();
  const stale = known.flatMap((rule) => {
    const renewed = renewedRule(rule, word);
    return renewed === null ? [] : [renewed];
  });
  await lastingRules.change({ removeRuleIds: stale.map(({ id }) => id), addRules: stale });
}

/** The rule with the word of this session; null where it already has that word, or is not ours. */
export function renewedRule(rule: Rule, wordOf: (origin: string) => string): Rule | null {
  const origin = originOf(rule);
  const header = headerIn(rule);
  const policy = withoutAnyWord(header);
  if (origin === null || policy === null || withoutSession(header, wordOf(origin)) !== null) return null;
  return chromeRule({ id: rule.id, origin, policy }, withSession(policy, wordOf(origin)));
}

/** Chrome: declarativeNetRequest rules outlive the background, so pages are locked even before it runs. */
export const chromeRules: PageRules = {
  lasting: true,
  async set(rule, guarded) {
    if (!decides()) return;
    await lastingRules.change({
      removeRuleIds: [rule.id],
      addRules: [chromeRule(rule, headerOf(rule))],
    });
    await registerGuard(guarded);
  },
  async drop(ids, guarded) {
    if (!decides()) return;
    // The guard goes first, because it stops any page that has lost its policy.
    await registerGuard(guarded);
    await lastingRules.change({ removeRuleIds: [...ids] });
  },
  renew,
  guardAgain,
  async reloadUnheld(before) {
    // The background of private windows may have come too late to see the words of before.
    if (!decides()) return;
    const known = await lastingRules.all();
    await reloadUnheld(originsOf(known), [...before, ...endsOf(known)]);
  },
  async reloadUnheldTab(tabId, origin) {
    if (decides()) await reloadUnheldTab(tabId, [origin], [withSession('', word(origin))]);
  },
  renewWord,
  clear: clearWorkers,
  word: (origin) => Promise.resolve(word(origin)),
  // Host names of more than some hundred characters make an expression that Chrome has no memory for.
  async canHold(origin) {
    return hasHostName(origin) && (await hasRoomFor(addressesOf(origin)));
  },
  checksKeys: checksScriptKeys,
};
