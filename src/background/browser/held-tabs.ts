import browser from 'webextension-polyfill';
import { canonicalOrigin } from '../../verifier/protocol/index.ts';
import { REMOVED_HEADERS } from '../lock/page-rules.ts';
import { sessionRules } from './declared-rules.ts';
import { addressesOf, FRESHNESS, originOf, POLICY, VALIDATORS } from './locked-addresses.ts';
import { ordinaryTabs } from './tabs.ts';

type Rule = chrome.declarativeNetRequest.Rule;

// Firefox wakes our background for the pages of tabs only: listeners that it is to remember while we sleep must be added on the first
// tick, and one for frames would wake it for those of every site. A frame that nobody holds could bring a policy of its own, which refuses
// the guard's probe and allows the attacker's code, in a page that the mark stands over. And webRequest only adds a policy to the site's
// own there (Gecko's WebRequest, for extensions of Manifest V3), which would go on to report. So rules of the browser itself, which last
// as long as its session, replace the policy. Private windows must not see them: where we may look into those, a rule names the tabs that
// show the page.

let everywhere: Promise<boolean> | undefined;

/** No private window is ours, so a rule may hold every tab. Firefox starts us anew when the user changes that. */
function holdsEverywhere(): Promise<boolean> {
  everywhere ??= browser.extension.isAllowedIncognitoAccess().then((allowed) => !allowed);
  return everywhere;
}

/** The policies in force by tab and origin, so that a page that is loaded once more waits for nothing. */
const inForce = new Map<string, string>();
const keyOf = (tabId: number, origin: string): string => `${String(tabId)} ${origin}`;

let turn: Promise<void> = Promise.resolve();
/** The last change of all rules, failed or not. */
let last: Promise<void> = Promise.resolve();

function inTurn(job: () => Promise<void>): Promise<void> {
  const after = turn.then(job);
  turn = after.catch(() => undefined);
  return after;
}

/** The rule for the documents of one locked origin in these tabs, or (null) in all. */
export function tabRule(id: number, origin: string, policy: string, tabIds: readonly number[] | null): Rule {
  return {
    id,
    priority: 1,
    condition: {
      regexFilter: addressesOf(origin),
      resourceTypes: ['main_frame', 'sub_frame', 'object'],
      ...(tabIds === null ? {} : { tabIds: [...tabIds] }),
    },
    action: {
      type: 'modifyHeaders',
      responseHeaders: [
        { header: POLICY, operation: 'set', value: policy },
        // Beside what the site says: one that lets nothing be stored is still obeyed.
        { header: FRESHNESS.name, operation: 'append', value: FRESHNESS.value },
        ...[...REMOVED_HEADERS, ...VALIDATORS].map((header) => ({ header, operation: 'remove' as const })),
      ],
    },
  };
}

/**
 * These are the policies by origin from now on, in all tabs or in those that show the origins: also in those that showed one before there
 * was a lock, or before an update, with which the browser forgets session rules. @throws what the browser throws
 */
export function holdTabs(held: ReadonlyMap<string, string>): Promise<void> {
  last = inTurn(async () => {
    inForce.clear();
    const [known, open, all] = await Promise.all([sessionRules.all(), ordinaryTabs(), holdsEverywhere()]);
    let free = Math.max(0, ...known.map(({ id }) => id));
    const addRules = [...held].flatMap(([origin, policy]) => {
      const rule = known.find((one) => originOf(one) === origin);
      const shown = [...open].flatMap(([id, shows]) => (shows !== null && canonicalOrigin(shows) === origin ? [id] : []));
      const tabIds = new Set([...(rule?.condition.tabIds?.filter((id) => open.has(id)) ?? []), ...shown]);
      return !all && tabIds.size === 0 ? [] : [tabRule(rule?.id ?? (free += 1), origin, policy, all ? null : [...tabIds])];
    });
    const removeRuleIds = known.map(({ id }) => id);
    if (removeRuleIds.length + addRules.length > 0) await sessionRules.change({ removeRuleIds, addRules });
  });
  return last;
}

/**
 * This tab is about to show a page of this origin: what it loads from then on gets this policy. Where the rules are for all tabs, they are
 * waited for: a frame whose request is under way by then takes none. @throws what the browser throws
 */
export async function holdTab(tabId: number, origin: string, policy: string): Promise<void> {
  const key = keyOf(tabId, origin);
  if (inForce.get(key) === policy) return;
  if (await holdsEverywhere()) {
    await last;
    return;
  }
  await inTurn(async () => {
    const known = await sessionRules.all();
    const rule = known.find((one) => originOf(one) === origin);
    const id = rule?.id ?? Math.max(0, ...known.map((one) => one.id)) + 1;
    const tabIds = new Set([...(rule?.condition.tabIds ?? []), tabId]);
    const addRules = [tabRule(id, origin, policy, [...tabIds])];
    await sessionRules.change({ removeRuleIds: [id], addRules });
    inForce.set(key, policy);
  });
}
